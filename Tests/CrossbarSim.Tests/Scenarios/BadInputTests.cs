using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Scenarios.Studies;

namespace CrossbarSim.Tests.Scenarios;

/// <summary>Whatever is wrong with an input is said in one line a fault, with its place, and ends with exit code 2.</summary>
[NonParallelizable]
public sealed class BadInputTests
{
    [TestCase("trials: 3", "trails: 3", "sample.yaml(3,1): unknown key 'trails'. Did you mean 'trials'? Known: name, description, extends, sweep, stages, seed, trials, method, dataset, model, training, qat, quantization, hardware, trained-on, evaluation.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: stuk }]\n  tile: {", "sample.yaml(12,27): hardware.imperfections[0].kind: 'stuk' is not known here. Did you mean 'stuck'? Known: stuck, deviation, pelgrom, corner.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: stuck, low: 1 }]\n  tile: {", "sample.yaml(12,39): hardware.imperfections[0].low: '1' has no unit; write for instance '1 %'.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: stuck, low: 60 %, high: 50 % }]\n  tile: {", "sample.yaml(12,51): hardware.imperfections[0].high: together with 'low' this is more than 100 %.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: stuck }]\n  tile: {", "sample.yaml(12,19): hardware.imperfections[0]: neither 'low' nor 'high' is above 0 %: this would change nothing.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: deviation, sigma: 1 %, reach: wafer }]\n  tile: {", "sample.yaml(12,57): hardware.imperfections[0].reach: 'wafer' is not known here. Known: die, tile, column, cell.")]
    [TestCase("  tile: {", "  imperfections: [{ kind: deviation, sigma: 1 %, law: lognormal, relative-to: range }]\n  tile: {", "sample.yaml(12,79): hardware.imperfections[0].relative-to: means nothing to a lognormal deviation, which is relative to the level.")]
    [TestCase("rows: 128", "rows: 128, split: whole-channels", "sample.yaml(12,29): hardware.tile.split: model 'mlp' has no convolutions: 'whole-channels' would change nothing.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.adc.bits: [4, 8, 4] }", "sample.yaml(5,36): sweep.hardware.adc.bits: '4' stands here a second time: its points would be the same.")]
    [TestCase("rows: 128", "rwos: 128", "sample.yaml(12,11): hardware.tile: unknown key 'rwos'. Did you mean 'rows'? Known: rows, columns, split.")]
    [TestCase("rows: 128", "rows: 0", "sample.yaml(12,17): hardware.tile.rows: 0 is not between 1 and 4096.")]
    [TestCase("rows: 128", "rows: 12.5", "sample.yaml(12,17): hardware.tile.rows: '12.5' is not a whole number.")]
    [TestCase("seed: 1", "seed: -1", "sample.yaml(2,7): seed: -1 is not between 0 and 18446744073709551615.")]
    [TestCase("seed: 1", "seed: abc", "sample.yaml(2,7): seed: 'abc' is not a whole number.")]
    [TestCase("name: sample\n", "", "sample.yaml(1,1): name: is missing.")]
    [TestCase("name: sample", "name: a/b", "sample.yaml(1,7): name: 'a/b' names a folder: letters, digits, '-', '_' and '.' will do.")]
    [TestCase("method: ptq-noise", "method: ptq_noise", "sample.yaml(4,9): method: 'ptq_noise' is not known here. Did you mean 'ptq-noise'? Known: ptq-mean, ptq-noise, qat-projection, qat-latent, qat-hardware, qat.")]
    [TestCase("name: synthetic-digits", "name: minst", "sample.yaml(5,18): dataset.name: no data set is called 'minst'. Did you mean 'mnist'? Known: cifar-10, fashion-mnist, mnist, synthetic-digits.")]
    [TestCase("train: 300", "train: 0", "sample.yaml(5,43): dataset.train: 0 is not between 1 and 1000000.")]
    [TestCase("name: mlp", "name: mpl", "sample.yaml(6,16): model.name: no model is called 'mpl'. Did you mean 'mlp'? Known: cim-cnn, cim-lenet5, cim-mlp, cim-mlp-norm, cim-resnet18, cim-resnet18-late-norm, cim-resnet20, cim-resnet20-late-norm, cim-vgg9, lenet5, mlp, resnet20.")]
    [TestCase("name: mlp, hidden: [16]", "name: lenet5, hidden: [16]", "sample.yaml(6,32): model.hidden: means nothing to model 'lenet5'.")]
    [TestCase("name: mlp, hidden: [16]", "name: resnet20, hidden: [16]", "sample.yaml(6,34): model.hidden: means nothing to model 'resnet20'.")]
    [TestCase("hidden: [16]", "first-channels: 8", "sample.yaml(6,37): model.first-channels: means nothing to model 'mlp'.")]
    [TestCase("name: mlp, hidden: [16]", "name: resnet20, first-channels: 0", "sample.yaml(6,42): model.first-channels: 0 is not between 1 and 4096.")]
    [TestCase("hidden: [16]", "hidden: 16", "sample.yaml(6,29): model.hidden: '16' stands where a list is wanted, as in [1, 2].")]
    [TestCase("epochs: 2", "epochs: many", "sample.yaml(7,21): training.epochs: 'many' is not a whole number.")]
    [TestCase("name: synthetic-100-levels", "name: synthetic-100-level", "sample.yaml(9,19): hardware.device.name: no device is called 'synthetic-100-level'. Did you mean 'synthetic-100-levels'? Known: aihwkit-capacitor, aihwkit-ecram, aihwkit-ecram-mo, aihwkit-gokmen-vlasov, aihwkit-idealized, aihwkit-pcm, aihwkit-reram-array-hfo2, aihwkit-reram-array-om, aihwkit-reram-es, aihwkit-reram-sb, binary-sram, cimloop-wan22-rram, crosssim-lut, gaussian, gong-reram, hermes-1-device, hermes-2-devices, ideal, isaac-reram, mnsim-rram, neurosim-rram-22nm, neurosim-rram-training, ni-rram, ni-rram-endurance, pcm, reram-cmo-hfox-0p2-percent, reram-cmo-hfox-2-percent, reram-wan-2022-1d, reram-wan-2022-1s, reram-wan-2022-2d, rram-tech-a, rram-tech-c, state-independent, synthetic-100-levels.")]
    [TestCase("batch: 32", "batch: 32, optimiser: adamax", "sample.yaml(7,46): training.optimiser: 'adamax' is not known here. Did you mean 'adam'? Known: adam, sgd, adamw.")]
    [TestCase("batch: 32", "batch: 32, optimiser: { name: adam, momentum: 0.9 }", "sample.yaml(7,70): training.optimiser.momentum: means nothing to optimiser 'adam'.")]
    [TestCase("batch: 32", "batch: 32, optimiser: { name: adamw, nesterov: true }", "sample.yaml(7,71): training.optimiser.nesterov: means nothing to optimiser 'adamw'.")]
    [TestCase("batch: 32", "batch: 32, optimiser: { name: sgd, momentum: 1 }", "sample.yaml(7,69): training.optimiser.momentum: 1 is not between 0 and 0.9999.")]
    [TestCase("batch: 32", "batch: 32, optimiser: { name: sgd, momentum: 0, nesterov: true }", "sample.yaml(7,82): training.optimiser.nesterov: means nothing without momentum.")]
    [TestCase("batch: 32", "batch: 32, optimiser: { name: sgd, weight-decay: -1 }", "sample.yaml(7,73): training.optimiser.weight-decay: -1 is not between 0 and 10.")]
    [TestCase("batch: 32", "batch: 32, schedule: linear", "sample.yaml(7,45): training.schedule: 'linear' is not known here. Known: constant, cosine, step, multi-step, exponential.")]
    [TestCase("batch: 32", "batch: 32, schedule: step", "sample.yaml(7,45): training.schedule: 'step' needs numbers, as in { kind: step, every: 30, factor: 0.1 }.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: cosine, factor: 0.5 }", "sample.yaml(7,69): training.schedule.factor: means nothing to schedule 'cosine'.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: exponential }", "sample.yaml(7,45): training.schedule.factor: is missing.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: exponential, factor: 1 }", "sample.yaml(7,74): training.schedule.factor: a factor of 1 would change nothing.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: step, every: 2 }", "sample.yaml(7,66): training.schedule.every: 2 is not reached in 2 epochs: this would change nothing.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: multi-step, milestones: [1, 1] }", "sample.yaml(7,77): training.schedule.milestones: milestones ascend.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: multi-step, milestones: [1, 5] }", "sample.yaml(7,81): training.schedule.milestones[1]: 5 is not reached in 2 epochs: this would change nothing.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: multi-step, milestones: [1], rates: [0.1, 0.2] }", "sample.yaml(7,89): training.schedule.rates: 2 rates for 1 milestones; as many are wanted.")]
    [TestCase("batch: 32", "batch: 32, schedule: { kind: multi-step, milestones: [1], rates: [0.1], factor: 0.5 }", "sample.yaml(7,104): training.schedule.factor: means nothing where there are rates.")]
    [TestCase("batch: 32", "batch: 32, warm-up: 2", "sample.yaml(7,44): training.warm-up: 2 epochs leave none of 2 at the full learning rate.")]
    [TestCase("batch: 32", "batch: 32, loss: hinge", "sample.yaml(7,41): training.loss: 'hinge' is not known here. Known: cross-entropy, squared-hinge.")]
    [TestCase("batch: 32", "batch: 32, loss: squared-hinge, temperature: 0.5", "sample.yaml(7,69): training.temperature: means nothing to loss 'squared-hinge', which has no softmax.")]
    [TestCase("batch: 32", "batch: 32, loss: { name: squared-hinge, label-smoothing: 10 % }", "sample.yaml(7,81): training.loss.label-smoothing: means nothing to loss 'squared-hinge'.")]
    [TestCase("batch: 32", "batch: 32, loss: { name: cross-entropy, label-smoothing: 0.1 }", "sample.yaml(7,81): training.loss.label-smoothing: '0.1' has no unit; write for instance '0.1 %'.")]
    [TestCase("batch: 32", "batch: 32, augment: yes", "sample.yaml(7,44): training.augment: 'yes' is neither 'none' nor a section, as in { crop: 4, flip: true }.")]
    [TestCase("batch: 32", "batch: 32, augment: { crop: 0 }", "sample.yaml(7,44): training.augment: neither crops nor flips: this would change nothing.")]
    [TestCase("batch: 32", "batch: 32, augment: { crop: 28 }", "sample.yaml(7,52): training.augment.crop: images of 28x28 cannot be shifted by 28 pixels.")]
    [TestCase("batch: 32", "batch: 32, augment: { flip: true }", "sample.yaml(7,52): training.augment.flip: a mirrored digit is none: the images of 'synthetic-digits' cannot be flipped.")]
    [TestCase("batch: 32", "batch: 32, best: validation", "sample.yaml(7,41): training.best: without validation images no epoch is the best; keep some of the training images, as in 'validation: 10 %'.")]
    [TestCase("batch: 32", "batch: 32, best: loss, validation: 10 %", "sample.yaml(7,41): training.best: 'loss' is not known here. Known: none, validation.")]
    [TestCase("batch: 32", "batch: 32, early-stop: { patience: 2 }, validation: 10 %", "sample.yaml(7,59): training.early-stop.patience: 2 epochs without improvement cannot end 2 epochs early: this would change nothing.")]
    [TestCase("batch: 32", "batch: 32, early-stop: 3", "sample.yaml(7,47): training.early-stop: '3' is neither 'none' nor a section, as in { patience: 5 }.")]
    [TestCase("epochs: 2, batch: 32", "epochs: 4, batch: 32, early-stop: { patience: 1 }", "sample.yaml(7,47): training.early-stop: without validation images no epoch is the best; keep some of the training images, as in 'validation: 10 %'.")]
    [TestCase("epochs: 2, batch: 32", "epochs: 1, batch: 32, best: validation, validation: 10 %", "sample.yaml(7,41): training.best: of one epoch there is no best one: this would change nothing.")]
    [TestCase("test: 150", "test: 150, normalize: { mean: 0.5 }", "sample.yaml(5,70): dataset.normalize.deviation: is missing.")]
    [TestCase("test: 150", "test: 150, normalize: { mean: 0.5, deviation: 0 }", "sample.yaml(5,94): dataset.normalize.deviation: 0 is not between 0.000001 and 1000.")]
    [TestCase("test: 150", "test: 150, normalize: { mean: [0.5, 0.5], deviation: 0.2 }", "sample.yaml(5,101): dataset.normalize.deviation: 1 for a mean of 2: as many are wanted.")]
    [TestCase("test: 150", "test: 150, normalize: { mean: [0.5, 0.5, 0.5], deviation: [0.2, 0.2, 0.2] }", "sample.yaml(5,78): dataset.normalize.mean: 3 numbers; the images of 'synthetic-digits' have 1 channel.")]
    [TestCase("test: 150", "test: 150, normalize: { mean: 0, deviation: 1 }", "sample.yaml(5,70): dataset.normalize: a mean of 0 and a deviation of 1 would change nothing.")]
    [TestCase("hidden: [16]", "bias: none", "sample.yaml(6,27): model.bias: means nothing to model 'mlp'.")]
    [TestCase("name: mlp, hidden: [16]", "name: lenet5, bias: some", "sample.yaml(6,30): model.bias: 'some' is not known here. Known: all, last, none.")]
    [TestCase("levels: 16", "levels: 101", "sample.yaml(9,49): hardware.device.levels: 101 is not between 1 and 100, the levels of the table.")]
    [TestCase("levels: 16", "levels: 0", "sample.yaml(9,49): hardware.device.levels: 0 is not between 1 and 100, the levels of the table.")]
    [TestCase("noise-scale: 5", "noise-scale: .nan", "sample.yaml(10,31): hardware.programming.noise-scale: '.nan' is not a number.")]
    [TestCase("noise-scale: 5", "noise-scale: -1", "sample.yaml(10,31): hardware.programming.noise-scale: -1 is not between 0 and 1000000.")]
    [TestCase("noise-scale: 5", "noise-scale: 1e999", "sample.yaml(10,31): hardware.programming.noise-scale: '1e999' is larger than any number that can be held.")]
    [TestCase("noise-scale: 5", "noise-scale: 0,5", "sample.yaml(10,33): hardware.programming: unknown key '5'. Known: by, tolerance, max-pulses, start, noise-scale.")]
    [TestCase("kind: mirrored-levels", "kind: mirored-levels", "sample.yaml(11,20): hardware.mapping.kind: no mapping is called 'mirored-levels'. Did you mean 'mirrored-levels'? Known: binary, differential, mirrored-levels, offset, raw-levels, shifted-levels.")]
    [TestCase("kind: mirrored-levels, scale: layer", "kind: mirrored-levels, scale: 100", "sample.yaml(11,44): hardware.mapping.scale: '100' has no unit; write for instance '100 uS'.")]
    [TestCase("kind: mirrored-levels, scale: layer", "kind: mirrored-levels, scale: 100 uA", "sample.yaml(11,44): hardware.mapping.scale: '100 uA' is not a conductance; its unit is one of S, mS, uS, nS.")]
    [TestCase("kind: mirrored-levels, scale: layer", "kind: mirrored-levels, scale: network", "sample.yaml(11,44): hardware.mapping.scale: 'network' is neither 'layer', 'tile' or 'column' nor the conductance of a weight of 1, as in '100 uS'.")]
    [TestCase("kind: mirrored-levels, scale: layer", "kind: mirrored-levels, balance: one-sided", "sample.yaml(11,46): hardware.mapping.balance: means nothing to mapping 'mirrored-levels'.")]
    [TestCase("dac: { bits: 8, range: calibrated }", "dac: { bits: 8, range: [0.5, 1] }", "sample.yaml(13,26): hardware.dac.range: wanted is 'calibrated', [0, high] or [-high, high] with high above 0.")]
    [TestCase("dac: { bits: 8, range: calibrated }", "dac: { bits: 8, read-voltage: 0.2 }", "sample.yaml(13,33): hardware.dac.read-voltage: '0.2' has no unit; write for instance '0.2 V'.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 17 }", "sample.yaml(14,16): hardware.adc.bits: 17 is not between 1 and 16.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, range: [40 uA, -40 uA] }", "sample.yaml(14,26): hardware.adc.range: wanted is 'calibrated', 'full-scale' or two currents, the lower first, as in [-40 uA, 40 uA].")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, kind: symmetric, range: [-10 uA, 40 uA] }", "sample.yaml(14,43): hardware.adc.range: a 'symmetric' ADC needs a range about zero, as in [-40 uA, 40 uA].")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, range: full-scale, columns-per-range: 8 }", "sample.yaml(14,57): hardware.adc.columns-per-range: means nothing to a range that is not calibrated.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: ideal, range: full-scale }", "sample.yaml(14,30): hardware.adc.range: means nothing to an ideal ADC.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: sarr }", "sample.yaml(14,16): hardware.adc.kind: no ADC is called 'sarr'. Did you mean 'sar'? Known: ramp, sar, sense-amplifier, symmetric, table, ternary, uniform.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: sense-amplifier, bits: 1 }", "sample.yaml(14,39): hardware.adc.bits: means nothing to ADC 'sense-amplifier', which has codes of its own.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: ternary, bits: 1.5 }", "sample.yaml(14,31): hardware.adc.bits: means nothing to ADC 'ternary', which has codes of its own.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: ramp, bits: 1.5 }", "sample.yaml(14,28): hardware.adc.bits: 1.5 bits are the ADC 'ternary': leave 'kind' out, or 'bits'.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 2.5 }", "sample.yaml(14,16): hardware.adc.bits: '2.5' is not a whole number.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: sar, bits: 0 }", "sample.yaml(14,27): hardware.adc.bits: 0 is not between 1 and 16.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: sar, range: [0 uA, 40 uA] }", "sample.yaml(14,28): hardware.adc.range: a 'sar' ADC needs a range about zero, as in [-40 uA, 40 uA].")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, file: adc.csv }", "sample.yaml(14,25): hardware.adc.file: means nothing to ADC 'uniform'.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: ideal, file: adc.csv }", "sample.yaml(14,29): hardware.adc.file: means nothing to an ideal ADC.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: table }", "sample.yaml(14,8): hardware.adc.file: is missing.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: table, file: no.csv }", "sample.yaml(14,29): hardware.adc.file: there is no file 'no.csv' (looked for no.csv).")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: ideal, errors: { gain: 1 % } }", "sample.yaml(14,31): hardware.adc.errors: means nothing to an ideal ADC.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: {} }", "sample.yaml(14,27): hardware.adc.errors: names none of gain, offset, noise, inl, dnl: this would change nothing.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { gian: 1 % } }", "sample.yaml(14,29): hardware.adc.errors: unknown key 'gian'. Did you mean 'gain'? Known: gain, offset, noise, inl, dnl.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { gain: 0.01 } }", "sample.yaml(14,35): hardware.adc.errors.gain: '0.01' has no unit; write for instance '0.01 %'.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { gain: 16 % } }", "sample.yaml(14,35): hardware.adc.errors.gain: 16 % is not between 0 % and 15 %.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { offset: 0.5 } }", "sample.yaml(14,37): hardware.adc.errors.offset: '0.5' has no unit; write for instance '0.5 LSB'.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { offset: 0.5 uA } }", "sample.yaml(14,37): hardware.adc.errors.offset: '0.5 uA' is not a number of steps; its unit is LSB.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { noise: -1 LSB } }", "sample.yaml(14,36): hardware.adc.errors.noise: -1 LSB is not between 0 LSB and 1000 LSB.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, errors: { inl: 2000 LSB } }", "sample.yaml(14,34): hardware.adc.errors.inl: 2000 LSB is not between 0 LSB and 1000 LSB.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { kind: ternary, errors: { dnl: 0.2 LSB } }", "sample.yaml(14,40): hardware.adc.errors.dnl: means nothing to an ADC of 3 codes: it leaves the first and the last threshold where they are, and there are no others.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 1, errors: { inl: 0.2 LSB } }", "sample.yaml(14,34): hardware.adc.errors.inl: means nothing to an ADC of 2 codes: it leaves the first and the last threshold where they are, and there are no others.")]
    [TestCase("tile: { rows", "calibration: { adc: 99.9 }\n  tile: { rows", "sample.yaml(12,23): hardware.calibration.adc: '99.9' is neither 'max', 'mse' or 'kl' nor a percentile, as in '99.9 %'.")]
    [TestCase("tile: { rows", "calibration: { adc: percentile }\n  tile: { rows", "sample.yaml(12,23): hardware.calibration.adc: 'percentile' is neither 'max', 'mse' or 'kl' nor a percentile, as in '99.9 %'.")]
    [TestCase("tile: { rows", "calibration: { adc: 100 % }\n  tile: { rows", "sample.yaml(12,23): hardware.calibration.adc: all of what is seen is 'max'; a percentile is below 100 %.")]
    [TestCase("tile: { rows", "calibration: { dac: 30 % }\n  tile: { rows", "sample.yaml(12,23): hardware.calibration.dac: 30 % is not between 50 % and 100 %.")]
    [TestCase("tile: { rows", "calibration: { percentile: 99.9 % }\n  tile: { rows", "sample.yaml(12,18): hardware.calibration: unknown key 'percentile'. Known: samples, dac, adc.")]
    [TestCase("adc: { bits: 6, range: calibrated }", "adc: { bits: 6, range: full-scale }\n  calibration: { adc: mse, dac: kl }", "sample.yaml(15,23): hardware.calibration.adc: no ADC range is calibrated: this would change nothing.")]
    [TestCase("dac: { bits: 8, range: calibrated }", "calibration: { dac: mse }\n  dac: { bits: 8, range: [0, 1] }", "sample.yaml(13,23): hardware.calibration.dac: no DAC range is calibrated: this would change nothing.")]
    [TestCase("dac: { bits: 8, range: calibrated }", "calibration: { dac: mse }\n  dac: { bits: ideal }", "sample.yaml(13,23): hardware.calibration.dac: means nothing to an ideal DAC, which clips nothing.")]
    [TestCase("device: { name: synthetic-100-levels, levels: 16 }", "device: ideal", "sample.yaml(10,31): hardware.programming.noise-scale: device 'ideal' has no programming noise: this would change nothing.", "sample.yaml(11,12): hardware.mapping: mapping 'mirrored-levels' needs a device with a table of levels; 'ideal' has none. Use 'differential' or 'offset', or give it 'levels'.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nqat: { latent: { epochs: 3 } }", "sample.yaml(5,16): qat.latent: no point uses this: none has the method 'qat-latent'.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { qat.latent.epochs: [1, 2] }", "sample.yaml(5,29): sweep.qat.latent.epochs: no point uses this: none has the method 'qat-latent'.")]
    [TestCase("method: ptq-noise", "method: ptq-mean", "sample.yaml(10,31): hardware.programming.noise-scale: no point uses this: 'ptq-mean' programs without error.")]
    [TestCase("tile: { rows", "calibration: { samples: 301 }\n  tile: { rows", "sample.yaml(12,27): hardware.calibration.samples: 301 are more than the 300 training images.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nmethod: ptq-mean", "sample.yaml(5,1): the key 'method' stands here a second time; the first is in line 4.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\na: &x 1\nb: *x", "sample.yaml(5,4): anchors and aliases are not supported; use extends.", "sample.yaml(6,4): anchors and aliases are not supported; use extends.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.adc.bist: [4] }", "sample.yaml(5,30): hardware.adc: unknown key 'bist'. Did you mean 'bits'? Known: bits, kind, file, range, columns-per-range, convert, errors.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.adc.bits: 4 }", "sample.yaml(5,29): sweep.hardware.adc.bits: a list of values is wanted, as in [4, 8].")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { name: [a, b] }", "sample.yaml(5,10): sweep.name: 'name' cannot be swept.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nsweep: { hardware.adc.bits: [4, 99] }", "sample.yaml(5,33): hardware.adc.bits: 99 is not between 1 and 16.")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nextends: nowhere.yaml", "sample.yaml(5,10): extends: there is no file 'nowhere.yaml' (looked for nowhere.yaml).")]
    [TestCase("method: ptq-noise", "method: ptq-noise\nextends: sample.yaml", "sample.yaml(5,10): extends: 'sample.yaml' extends this file in turn: the chain never ends.")]
    [TestCase("method: ptq-noise", "method: [ptq-noise", "sample.yaml(4,9): this is not YAML: after this, a ',' or a closing ']' or '}' is missing.")]
    [TestCase("method: ptq-noise", "method:\tptq-noise\n\tx: 1", "sample.yaml(5,1): a tab cannot indent a line of YAML; use spaces.")]
    [TestCase("tile: { rows: 128, columns: 128 }", "tile: { rows: 128, columns: 1 }", "sample.yaml(12,9): hardware.tile: mapping 'mirrored-levels' fits no output on 1 columns.")]
    [TestCase("hardware:\n", "hardware: none\nh2:\n", "sample.yaml(8,11): hardware: 'none' stands where a section with keys is wanted.", "sample.yaml(9,1): unknown key 'h2'. Known: name, description, extends, sweep, stages, seed, trials, method, dataset, model, training, qat, quantization, hardware, trained-on, evaluation.")]
    [TestCase(null, "", "sample.yaml: the file is empty.")]
    [TestCase(null, "[1, 2]\n", "sample.yaml(1,1): the file holds a list where keys and values are wanted, as in 'name: my-device'.")]
    [TestCase(null, "\0\u0001", "sample.yaml(1,1): a NUL byte: this is not a text file.")]
    public async Task Check_WrongScenario_SaysWhereAndWhat(string? piece, string other, params string[] complaints)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", piece is null ? other : SampleScenario.With(piece, other));

        string devices = string.Join(", ", DeviceLibrary.Standard().Names); // all of device-data, whatever that has

        await AssertComplaints(folder, ["check", scenario], [.. complaints.Select(line => line.Replace("DEVICES", devices, StringComparison.Ordinal))]);
    }

    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uA\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(4,7): unit: 'uA' is not known here. Did you mean 'uS'? Known: S, mS, uS, nS, µS, μS.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(1,1): unit: is missing.")]
    [TestCase("kind: level-table\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(1,1): source: is missing.")]
    [TestCase("kind: levels-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(1,7): kind: no kind of device is called 'levels-table'. Did you mean 'level-table'? Known: constant-step, exp-step, gaussian, ideal, level-table, linear-step, piecewise-step, pow-step, soft-bounds, state-dependent.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\nsgima: 1 %\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(6,1): unknown key 'sgima'. Did you mean 'sigma'? Known: name, kind, source, description, synthetic, licence, table, data, unit, pulse-number, monotone, sigma, levels, sampling, fit, drift, read-noise, current, switching, pulses.")]
    [TestCase("kind: level-table\nsource: the test\ndata: other.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(3,7): data: there is no file 'other.csv' (looked for other.csv).")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "", "dev.csv: the file holds no numbers.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "pulse,a,b\n", "dev.csv: the file has a header and no rows below it.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,8.0\n3,7.0,7.1\n", "dev.csv(2,1): this row has 2 fields, the first has 3; is it cut short?")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,-8.0,8.1\n3,7.0,7.1\n", "dev.csv(2,3): column 2: -8.0 is negative; a conductance is zero or more.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,nan,8.1\n3,7.0,7.1\n", "dev.csv(2,3): column 2: 'nan' is not a number.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,abc,8.1\n3,7.0,7.1\n", "dev.csv(2,3): column 2: 'abc' is not a number.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,8.5,8.6\n", "dev.csv(3,3): the row means fall to 8.05 uS and rise to 8.55 uS here: these are two branches. Keep one, or say 'monotone: any'.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: S\npulse-number: true\n", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml(4,7): unit: makes the highest level 9.05 S; did you mean uS?")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1,9.0,9.1\n3,8.0,8.1\n3,7.0,7.1\n", "dev.csv(3,1): column 1: pulse number 3 does not come after 3.")]
    [TestCase("kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\npulse-number: true\n", "1;9,0;9,1\n2;8,0;8,1\n3;7,0;7,1\n", "dev.csv(1,3): column 2: '9,0' is not a number; the decimal mark is a point, as in 9.0.", "dev.csv(1,7): column 3: '9,1' is not a number; the decimal mark is a point, as in 9.1.", "dev.csv(2,3): column 2: '8,0' is not a number; the decimal mark is a point, as in 8.0.", "dev.csv(2,7): column 3: '8,1' is not a number; the decimal mark is a point, as in 8.1.", "dev.csv(3,3): column 2: '7,0' is not a number; the decimal mark is a point, as in 7.0.", "dev.csv(3,7): column 3: '7,1' is not a number; the decimal mark is a point, as in 7.1.")]
    [TestCase("", "1,9.0,9.1\n2,8.0,8.1\n3,7.0,7.1\n", "dev.yaml: the file is empty.")]
    public async Task Check_WrongDeviceFile_SaysWhereAndWhat(string yaml, string csv, params string[] complaints)
    {
        using TemporaryFolder folder = new();
        folder.Write("dev.yaml", yaml);
        folder.Write("dev.csv", csv);
        string scenario = folder.Write("sample.yaml", SampleScenario.With("name: synthetic-100-levels, levels: 16", "file: dev.yaml"));

        await AssertComplaints(folder, ["check", scenario], complaints);
    }

    [TestCase("kind: table, file: adc.csv", "code,threshold,mean\n0,0,0\n1,0.5,x\n", "adc.csv(3,7): column 3: 'x' is not a number.")]
    [TestCase("kind: table, file: adc.csv, bits: 4", "code,threshold,mean\n0,0,0\n1,0.5,1\n", "sample.yaml(14,44): hardware.adc.bits: means nothing to ADC 'table', which has codes of its own.")]
    [TestCase("kind: table, file: adc.csv, errors: { inl: 1 LSB }", "code,threshold,mean\n0,0,0\n1,0.5,1\n", "sample.yaml(14,53): hardware.adc.errors.inl: means nothing to an ADC of 2 codes: it leaves the first and the last threshold where they are, and there are no others.")]
    [TestCase("kind: table, file: adc.csv, range: full-scale", "code,threshold_uA,mean_uA\n0,-40,-20\n1,0.5,20\n", "sample.yaml(14,45): hardware.adc.range: means nothing to this ADC, which comes with one: -40 uA to 41 uA.")]
    [TestCase("kind: table, file: adc.csv, columns-per-range: 4", "code,threshold_uA,mean_uA\n0,-40,-20\n1,0.5,20\n", "sample.yaml(14,57): hardware.adc.columns-per-range: means nothing to a range that is not calibrated.")]
    [TestCase("kind: table, file: ''", "", "sample.yaml(14,29): hardware.adc.file: has no value.")]
    public async Task Check_WrongAdcTable_SaysWhereAndWhat(string adc, string csv, params string[] complaints)
    {
        using TemporaryFolder folder = new();
        folder.Write("adc.csv", csv);
        string scenario = folder.Write("sample.yaml", SampleScenario.With("bits: 6, range: calibrated", adc));

        await AssertComplaints(folder, ["check", scenario], complaints);
    }

    [Test]
    public async Task Check_PulseNumbersDetected_SaysSo()
    {
        using TemporaryFolder folder = new();
        folder.Write("dev.yaml", "kind: level-table\nsource: the test\ndata: dev.csv\nunit: uS\n");
        folder.Write("dev.csv", "pulse\ta\tb\n1\t9.0\t9.1\n2\t8.0\t8.1\n3\t7.0\t7.1\n");
        string scenario = folder.Write("sample.yaml", SampleScenario.With("name: synthetic-100-levels, levels: 16", "file: dev.yaml"));

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That(run.Output, Is.EqualTo(
            "Device 'dev': The first column counts, so it was taken for the pulse number; 'pulse-number: true' or 'false' settles it.\n"
            + $"{scenario} is fine: 1 point.\n"));
    }

    /// <summary>An alias bomb: nine levels of nine aliases each would be 9^9 values.</summary>
    [Test]
    public async Task Check_AliasBomb_IsRefusedAtOnce()
    {
        using TemporaryFolder folder = new();
        string bomb = "a: &a [x, x, x]\n" + string.Concat("bcdefghi".Select((name, i) =>
            $"{name}: &{name} [{string.Join(", ", Enumerable.Repeat($"*{(char)('a' + i)}", 9))}]\n"));
        string scenario = folder.Write("sample.yaml", bomb);

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors.Split('\n')[0], Is.EqualTo($"{scenario}(1,4): anchors and aliases are not supported; use extends."));
    }

    [Test]
    public async Task Check_NestedTooDeep_IsRefused()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", $"name: {new string('[', 5000)}{new string(']', 5000)}\n");

        ProgramRun run = await ProgramRun.Of("check", scenario);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.StartWith($"{scenario}(1,").And.Contain("32"));
    }

    [TestCase("0000080300000002", "t10k-labels-idx1-ubyte")]
    public async Task Check_WrongMagicInMnist_SaysWhatTheFileIs(string header, string file)
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
        {
            folder.Write($"data/mnist/{name}", "");
        }

        File.WriteAllBytes(folder.File($"data/mnist/{file}"), [.. Convert.FromHexString(header), .. new byte[64]]);
        string scenario = folder.Write("sample.yaml", SampleScenario.With("{ name: synthetic-digits, train: 300, test: 150 }", "mnist"));

        ProgramRun run = await ProgramRun.Of("check", scenario, "--data", folder.File("data"));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
        Assert.That(run.Errors, Does.Contain(file).And.Contain("0x00000803"));
    }

    [TestCase("'rnu' is not known here. Did you mean 'run'? Known: run, check, model, list, data, make-levels, export-spice, device, reproduce, --help, --version. ('crossbarsim --help' says more.)", "rnu")]
    [TestCase("Required argument missing for command: 'run'. ('crossbarsim run --help' says more.)", "run")]
    [TestCase("nowhere.yaml: there is no such file.", "run", "nowhere.yaml")]
    [TestCase("'': there is no such file.", "run", "")]
    [TestCase("'--sett' is not known here. Did you mean '--set'? Known: --out, --set, --threads, --data, --device-data, --devices. ('crossbarsim run --help' says more.)", "run", "--sett", "a=b", "x.yaml")]
    [TestCase("'y.yaml' is not known here. Known: --out, --set, --threads, --data, --device-data, --devices. ('crossbarsim run --help' says more.)", "run", "x.yaml", "y.yaml")]
    [TestCase("--data nowhere: there is no such folder.", "check", "x.yaml", "--data", "nowhere")]
    [TestCase("--threads: '0' is not a whole number between 1 and 1024. ('crossbarsim run --help' says more.)", "run", "x.yaml", "--threads", "0")]
    [TestCase("minst: no data set of this name can be downloaded. Known: cifar-10, fashion-mnist, mnist.", "data", "get", "minst")]
    [TestCase("make-levels: --sigma: '2' has no unit; write for instance '2 %'.", "make-levels", "--out", "a.csv", "--sigma", "2")]
    [TestCase("make-levels: '' is not a name of letters, digits, '-' and '_'.", "make-levels", "--out", ".csv")]
    public async Task Run_WrongCommandLine_SaysWhatIsWanted(string complaint, params string[] arguments)
    {
        ProgramRun run = await ProgramRun.Of(arguments);

        Assert.That(run.Errors.TrimEnd('\n'), Is.EqualTo(complaint));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }

    [TestCase("hardware.adc.bits=99", "--set hardware.adc.bits=99(1,1): hardware.adc.bits: 99 is not between 1 and 16.")]
    [TestCase("trials", "--set trials: a key and a value are wanted, as in 'hardware.adc.bits=6'.")]
    [TestCase("trials=", "--set trials=: a value is missing after 'trials='.")]
    [TestCase("hardware..adc=4", "--set hardware..adc=4: 'hardware..adc' is no key; one is for instance 'hardware.adc.bits'.")]
    [TestCase("extends=other.yaml", "--set extends=other.yaml: what a scenario extends stands in its file; it cannot be set from outside.")]
    public async Task Check_WrongOverride_SaysWhichOne(string setting, string complaint)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        ProgramRun run = await ProgramRun.Of("check", scenario, "--set", setting);

        Assert.That(run.Errors.TrimEnd('\n'), Is.EqualTo(complaint));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }

    /// <summary>A file may say what several methods need; one of them is then chosen from outside.</summary>
    [TestCase("method=ptq-mean", 0)]
    [TestCase("sweep.method=[ptq-mean]", 0)]
    [TestCase("trials=2", 2)]
    public async Task Check_MethodChosenFromOutside_LeavesWhatTheOthersNeedAlone(string setting, int exitCode)
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.With("method: ptq-noise", "method: ptq-noise\nqat: { latent: { epochs: 3 } }"));

        ProgramRun run = await ProgramRun.Of("check", scenario, "--set", setting);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Errors);
    }

    [Test]
    public async Task Run_OutIsAFile_SaysSo()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);

        await AssertComplaints(folder, ["run", scenario, "--out", scenario], ["sample.yaml: is a file; a folder is wanted."]);
        await AssertComplaints(folder, ["run", scenario, "--out", ""], ["--out: the name of a folder is wanted."]);
    }

    [Test]
    public async Task Run_FolderOfAnotherRun_IsRefusedUntilThatEnds()
    {
        using TemporaryFolder folder = new();
        string scenario = folder.Write("sample.yaml", SampleScenario.Text);
        using (new RunFolder(folder.File("run")))
        {
            await AssertComplaints(
                folder, ["run", scenario, "--out", folder.File("run")],
                ["run: another run is at work in this folder. Wait for it, or name another folder with --out."]);
        }

        ProgramRun afterwards = await ProgramRun.Of("run", scenario, "--out", folder.File("run"));

        Assert.That(afterwards.ExitCode, Is.Zero, afterwards.Errors);
    }

    private static async Task AssertComplaints(TemporaryFolder folder, string[] arguments, string[] complaints)
    {
        ProgramRun run = await ProgramRun.Of(arguments);

        Assert.That(run.ComplaintsIn(folder), Is.EqualTo(complaints));
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
    }
}
