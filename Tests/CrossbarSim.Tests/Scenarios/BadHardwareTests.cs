namespace CrossbarSim.Tests.Scenarios;

/// <summary>Slices, passes, mismatch, noise and limits that will not do: said in one line a fault, with its place.</summary>
[NonParallelizable]
public sealed class BadHardwareTests
{
    // Line 11 of the sample: mapping.
    [TestCase("kind: mirrored-levels", "kind: mirrored-levels, cell-bits: 2", "sample.yaml(11,48): hardware.mapping.cell-bits: means nothing to mapping 'mirrored-levels'.")]
    [TestCase("kind: mirrored-levels", "kind: mirrored-levels, weight-bits: 8", "sample.yaml(11,50): hardware.mapping.weight-bits: means nothing to mapping 'mirrored-levels'.")]
    [TestCase("kind: mirrored-levels", "kind: binary, cell-bits: 2", "sample.yaml(11,39): hardware.mapping.cell-bits: means nothing to mapping 'binary'.")]
    [TestCase("kind: mirrored-levels", "kind: binary, subtract: after-adc", "sample.yaml(11,38): hardware.mapping.subtract: means nothing to mapping 'binary'.")]
    [TestCase("kind: mirrored-levels", "kind: differential, weight-bits: 8", "sample.yaml(11,47): hardware.mapping.weight-bits: means nothing without 'cell-bits': weights stand on cells as they are.")]
    [TestCase("kind: mirrored-levels", "kind: differential, cell-bits: 0", "sample.yaml(11,45): hardware.mapping.cell-bits: 0 is not between 1 and 16.")]
    [TestCase("kind: mirrored-levels", "kind: differential, cell-bits: 2, weight-bits: 17", "sample.yaml(11,61): hardware.mapping.weight-bits: 17 is not between 2 and 16.")]
    [TestCase("kind: mirrored-levels", "kind: differential, cell-bits: 8", "sample.yaml(11,45): hardware.mapping.cell-bits: 8 is more than the 7 bits of a weight that cells hold.")]
    [TestCase("kind: mirrored-levels", "kind: offset, cell-bits: 5, weight-bits: 4", "sample.yaml(11,39): hardware.mapping.cell-bits: 5 is more than the 4 bits of a weight that cells hold.")]
    [TestCase("kind: mirrored-levels", "kind: differential, cell-bits: 2, balance: two-sided", "sample.yaml(11,57): hardware.mapping.balance: slices of a weight stand on one-sided pairs.")]
    [TestCase("kind: mirrored-levels", "kind: differential, cell-bits: 5", "sample.yaml(11,12): hardware.mapping: mapping 'differential' with cells of 5 bits needs 32 conductances; the levels of 'synthetic-100-levels' tell 16 of them apart.")]
    [TestCase("kind: mirrored-levels", "kind: differential, reference: digital", "sample.yaml(11,45): hardware.mapping.reference: means nothing to mapping 'differential'.")]
    [TestCase("kind: mirrored-levels", "kind: offset, reference: nothing", "sample.yaml(11,39): hardware.mapping.reference: 'nothing' is not known here. Known: column, digital.")]
    [TestCase("kind: mirrored-levels", "kind: offset, reference: digital, subtract: after-adc", "sample.yaml(11,58): hardware.mapping.subtract: means nothing to a digital reference, which is subtracted after the ADC.")]
    [TestCase("kind: mirrored-levels", "kind: differential, magnitude: mean", "sample.yaml(11,45): hardware.mapping.magnitude: means nothing to mapping 'differential'.")]
    [TestCase("kind: mirrored-levels, scale: layer", "kind: binary, magnitude: largest, scale: 50 uS", "sample.yaml(11,39): hardware.mapping.magnitude: means nothing where 'scale' says what a weight of 1 is.")]
    [TestCase("kind: mirrored-levels, scale: layer }\n  tile: { rows: 128, columns: 128 }", "kind: offset, cell-bits: 1 }\n  tile: { rows: 128, columns: 15 }", "sample.yaml(12,9): hardware.tile: mapping 'offset' fits no output on 15 columns.")]
    // Line 13: dac; line 14: adc.
    [TestCase("dac: { bits: 8,", "dac: { bits: 8, input-bits: 4,", "sample.yaml(13,31): hardware.dac.input-bits: 4 is less than the 8 bits of the DAC, of which some would never be used.")]
    [TestCase("dac: { bits: 8,", "dac: { bits: 1, input-bits: 17,", "sample.yaml(13,31): hardware.dac.input-bits: 17 is not between 1 and 16.")]
    [TestCase("dac: { bits: 8,", "dac: { bits: ideal, input-bits: 8,", "sample.yaml(13,35): hardware.dac.input-bits: means nothing to an ideal DAC.")]
    [TestCase("dac: { bits: 8,", "dac: { bits: ideal, signed: offset,", "sample.yaml(13,31): hardware.dac.signed: means nothing to an ideal DAC.")]
    [TestCase("dac: { bits: 8,", "dac: { bits: 1, input-bits: 8, signed: ones-complement,", "sample.yaml(13,42): hardware.dac.signed: 'ones-complement' is not known here. Did you mean 'twos-complement'? Known: bipolar, two-passes, offset, twos-complement.")]
    [TestCase("dac: { bits: 8, range: calibrated }", "dac: { bits: 1, input-bits: 8, signed: offset, range: [0, 1] }", "sample.yaml(13,42): hardware.dac.signed: no point uses this: none has signed inputs of 2 bits or more.")]
    [TestCase("dac: { bits: 8, range: calibrated }", "dac: { bits: 1, signed: two-passes, range: [-1, 1] }", "sample.yaml(13,27): hardware.dac.signed: no point uses this: none has signed inputs of 2 bits or more.")]
    [TestCase("adc: { bits: 6,", "adc: { bits: 6, convert: each-pass,", "sample.yaml(14,28): hardware.adc.convert: no point uses this: inputs are driven in one pass.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: ideal, convert: after-accumulation }", "sample.yaml(14,32): hardware.adc.convert: means nothing to an ideal ADC.")]
    [TestCase("adc: { bits: 6,", "adc: { bits: 6, convert: at-last,", "sample.yaml(14,28): hardware.adc.convert: 'at-last' is not known here. Known: each-pass, after-accumulation.")]
    // Line 12: imperfections.
    [TestCase("  tile: {", "  imperfections: [{ kind: pelgrom }]\n  tile: {", "sample.yaml(12,19): hardware.imperfections[0].coefficient: is missing.", "sample.yaml(12,19): hardware.imperfections[0].width: is missing.", "sample.yaml(12,19): hardware.imperfections[0].length: is missing.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: pelgrom, coefficient: 3.5 %, width: 1 um, length: 1 um }]\n  tile: {", "sample.yaml(12,49): hardware.imperfections[0].coefficient: '3.5 %' is not a mismatch coefficient; its unit is %um.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: pelgrom, coefficient: 0 %um, width: 1 um, length: 1 um }]\n  tile: {", "sample.yaml(12,49): hardware.imperfections[0].coefficient: 0 %um is not between 0.0001 %um and 100 %um.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: pelgrom, coefficient: 3.5 %um, width: 1, length: 0 nm }]\n  tile: {", "sample.yaml(12,65): hardware.imperfections[0].width: '1' has no unit; write for instance '1 um'.", "sample.yaml(12,76): hardware.imperfections[0].length: 0 nm is not between 0.001 um and 1000 um.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: corner, corner: tt, n: 10 % }]\n  tile: {", "sample.yaml(12,43): hardware.imperfections[0].corner: 'tt' is the typical corner: this would change nothing.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: corner, corner: fx, n: 10 % }]\n  tile: {", "sample.yaml(12,43): hardware.imperfections[0].corner: 'fx' is not known here. Did you mean 'ff'? Known: tt, ff, ss, fs, sf.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: corner, corner: ff }]\n  tile: {", "sample.yaml(12,19): hardware.imperfections[0].n: is missing.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: corner, corner: sf, n: 10 % }]\n  tile: {", "sample.yaml(12,43): hardware.imperfections[0].corner: differs from 'ss' in p devices alone; say with 'p' how far those shift.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: corner, corner: fs, n: 100 %, p: 0 % }]\n  tile: {", "sample.yaml(12,50): hardware.imperfections[0].n: 100 % is not between 0.0000001 % and 99.9 %.", "sample.yaml(12,60): hardware.imperfections[0].p: 0 % is not between 0.0000001 % and 99.9 %.")]
    [TestCase("  mapping: { kind: mirrored-levels,", "  imperfections: [{ kind: corner, corner: fs, n: 10 %, p: 10 % }]\n  mapping: { kind: offset,", "sample.yaml(11,59): hardware.imperfections[0].p: mapping 'offset' has no pairs, of which p devices could be one side.")]
    [TestCase("device: { name: synthetic-100-levels, levels: 16 }", "device: { name: synthetic-100-levels, levels: 1 }\n  imperfections: [{ kind: deviation, sigma: 5 %, relative-to: range }]", "sample.yaml(10,19): hardware.imperfections[0]: is relative to the range of device 'synthetic-100-levels', which has one conductance: this would change nothing.")]
    // Line 12: wires; line 11 again: arrays.
    [TestCase("  tile: {", "  wires: { word-line: -1 Ohm }\n  tile: {", "sample.yaml(12,23): hardware.wires.word-line: -1 Ohm is not 0 Ohm or more.")]
    [TestCase("  tile: {", "  wires: { word-line: .inf Ohm }\n  tile: {", "sample.yaml(12,23): hardware.wires.word-line: '.inf' is not a number.")]
    [TestCase("  tile: {", "  wires: { word-line: 2.5 }\n  tile: {", "sample.yaml(12,23): hardware.wires.word-line: '2.5' has no unit; write for instance '2.5 Ohm'.")]
    [TestCase("  tile: {", "  wires: { driver: 0 Ohm }\n  tile: {", "sample.yaml(12,10): hardware.wires: no resistance is above 0: this would change nothing. Keys: word-line, bit-line, driver, sense.")]
    [TestCase("  tile: {", "  wires: { model: exactly, driver: 1 Ohm }\n  tile: {", "sample.yaml(12,19): hardware.wires.model: 'exactly' is not known here. Did you mean 'exact'? Known: exact, resummed, none.")]
    [TestCase("  tile: {", "  wires: { model: resummed, precision: single, driver: 1 Ohm }\n  tile: {", "sample.yaml(12,40): hardware.wires.precision: means nothing to a closed form.")]
    [TestCase("  tile: {", "  wires: { sense: 1 Ohm, last-segment: true }\n  tile: {", "sample.yaml(12,40): hardware.wires.last-segment: means nothing where bit lines have no resistance.")]
    [TestCase("  tile: {", "  wires: { sense: 1 Ohm, first-segment: true }\n  tile: {", "sample.yaml(12,41): hardware.wires.first-segment: means nothing where word lines have no resistance.")]
    [TestCase("  tile: {", "  wires: { bit-lines: 1 Ohm, sense: 1 Ohm }\n  tile: {", "sample.yaml(12,12): hardware.wires: unknown key 'bit-lines'. Did you mean 'bit-line'? Known: model, precision, word-line, bit-line, driver, sense, first-segment, last-segment.")]
    [TestCase("  tile: {", "  wires: { bit-line: { width: 40 nm, pitch: 80 nm } }\n  tile: {", "sample.yaml(12,22): hardware.wires.bit-line: wanted is a 'sheet-resistance' or a 'resistivity'.")]
    [TestCase("  tile: {", "  wires: { bit-line: { width: 40 nm, pitch: 80 nm, resistivity: 5 Ohm } }\n  tile: {", "sample.yaml(12,22): hardware.wires.bit-line.thickness: is missing.", "sample.yaml(12,65): hardware.wires.bit-line.resistivity: '5 Ohm' is not a resistivity; its unit is one of uOhmcm, nOhmm, Ohmm.")]
    [TestCase("  tile: {", "  wires: { bit-line: { width: 0 nm, pitch: 80 nm, sheet-resistance: 5 Ohm, thickness: 3 nm } }\n  tile: {", "sample.yaml(12,31): hardware.wires.bit-line.width: 0 nm is not between 0.0001 um and 10000 um.", "sample.yaml(12,87): hardware.wires.bit-line.thickness: means nothing beside a 'sheet-resistance'.")]
    [TestCase("kind: mirrored-levels", "kind: shifted-levels, arrays: separate", "sample.yaml(11,44): hardware.mapping.arrays: means nothing to mapping 'shifted-levels'.")]
    [TestCase("kind: mirrored-levels", "kind: offset, reference: digital, arrays: separate", "sample.yaml(11,56): hardware.mapping.arrays: means nothing where an output takes one column: with a digital reference and no slices.")]
    // Line 9: cells that are not ohmic.
    [TestCase("device: { name: synthetic-100-levels, levels: 16 }", "device: { name: synthetic-100-levels, levels: 16, current: { law: polynomial, coefficients: [0, 2], valid-to: 0.1 V } }", "sample.yaml(9,11): hardware.device: 0.2 V is beyond 0.1 V, up to which the law of the device's current holds (polynomial of degree 3 to 0.1 V).")]
    [TestCase("device: { name: synthetic-100-levels, levels: 16 }", "device: { name: synthetic-100-levels, levels: 16, current: { law: sinh, v0: 0.1 V } }\n  wires: { word-line: 1 Ohm, precision: single }", "sample.yaml(10,41): hardware.wires.precision: means nothing to cells that are not ohmic: their currents are searched for in double precision.")]
    [TestCase("device: { name: synthetic-100-levels, levels: 16 }", "device: { name: synthetic-100-levels, levels: 16, current: { law: sinh, v0: 0.1 V } }\n  wires: { word-line: 1 Ohm, model: resummed }", "sample.yaml(10,37): hardware.wires.model: the closed form is for ohmic cells, and the device's are not.")]
    // Line 12: noise and limits.
    [TestCase("  tile: {", "  read-noise: { sigma: 2 }\n  tile: {", "sample.yaml(12,24): hardware.read-noise.sigma: '2' has no unit; write for instance '2 %'.")]
    [TestCase("  tile: {", "  read-noise: { sigma: 0 % }\n  tile: {", "sample.yaml(12,24): hardware.read-noise.sigma: 0 % is not between 0.0000001 % and 1000 %.")]
    [TestCase("  tile: {", "  read-noise: 2 %\n  tile: {", "sample.yaml(12,15): hardware.read-noise: '2 %' stands where a section with keys is wanted.")]
    [TestCase("  tile: {", "  read-noise: { sigma: 2 %, relative-to: cell }\n  tile: {", "sample.yaml(12,42): hardware.read-noise.relative-to: 'cell' is not known here. Known: level, range, full-scale.")]
    [TestCase("device: { name: synthetic-100-levels, levels: 16 }", "device: { name: synthetic-100-levels, levels: 1 }\n  read-noise: { sigma: 5 %, relative-to: range }", "sample.yaml(10,42): hardware.read-noise.relative-to: device 'synthetic-100-levels' has one conductance and no range: this would change nothing.")]
    [TestCase("  tile: {", "  column-limit: 50\n  tile: {", "sample.yaml(12,17): hardware.column-limit: '50' has no unit; write for instance '50 uA'.")]
    [TestCase("  tile: {", "  column-limit: 0 uA\n  tile: {", "sample.yaml(12,17): hardware.column-limit: 0 uA is not 0.000001 uA or more.")]
    [TestCase("noise-scale: 5", "noise-scale: 0 }\n  column-limit: 250 uA\n  calibration: { samples: 100", "sample.yaml(11,17): hardware.column-limit: 128 rows of 'synthetic-100-levels' carry 230.400051 uA at most: this would change nothing.")]
    [TestCase("  tile: {", "  accumulator-bits: 1\n  tile: {", "sample.yaml(12,21): hardware.accumulator-bits: 1 is not between 2 and 64.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: ideal }\n  accumulator-bits: 16", "sample.yaml(15,21): hardware.accumulator-bits: an ideal ADC has no codes that an accumulator of so many bits could add.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.adc.convert: [each-pass, after-accumulation] }", "sample.yaml(5,32): sweep.hardware.adc.convert: no point uses this: inputs are driven in one pass.")]
    public async Task Check_WrongHardware_SaysWhereAndWhat(string piece, string other, params string[] complaints)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With(piece, other));

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That(run.ComplaintsIn(folder), Is.EqualTo(complaints));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
    }

    /// <summary>What means nothing to one point of a sweep may mean something to another; and one bit of signed inputs is -1 and +1.</summary>
    [TestCase("dac: { bits: 8,", "dac: { bits: 1, input-bits: 8, signed: twos-complement,")]
    [TestCase("dac: { bits: 8, range: calibrated }", "dac: { bits: 1, range: [-1, 1] }")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.dac: [{ bits: 8 }, { bits: 1, input-bits: 8 }], hardware.adc.convert: [each-pass, after-accumulation] }")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.dac.signed: [bipolar, offset], hardware.dac.range: [[0, 1], [-1, 1]] }")]
    [TestCase("  tile: {", "  imperfections: [{ kind: corner, corner: fs, n: 10 %, p: 10 % }]\n  column-limit: 250 uA\n  accumulator-bits: 64\n  tile: {")]
    public async Task Check_HardwareThatIsFine_SaysSo(string piece, string other)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With(piece, other));

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((0, "")));
    }
}
