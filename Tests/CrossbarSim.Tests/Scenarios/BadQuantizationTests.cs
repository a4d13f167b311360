namespace CrossbarSim.Tests.Scenarios;

/// <summary>What is wrong with a section <c>quantization</c> is said with its place.</summary>
[NonParallelizable]
public sealed class BadQuantizationTests
{
    [TestCase("ptq-noise", "{ weights: lqs }", "sample.yaml(8,26): quantization.weights: no quantizer is called 'lqs'. Did you mean 'lsq'? Known: abc-net, bi-real, binary-code, binary-connect, bnn, bnn-plus, bwn, dorefa, dorefa-binary, k-means, lsq, lsq-plus, none, power-of-two, power-of-two-nearest, qil, quant-noise, sa-cim, stochastic, tbn, ternary, twn, uniform-asymmetric, uniform-restricted, uniform-symmetric, xnor.")]
    [TestCase("ptq-noise", "{ weights: { kind: lqs, bits: 4 } }", "sample.yaml(8,34): quantization.weights.kind: no quantizer is called 'lqs'. Did you mean 'lsq'? Known: abc-net, bi-real, binary-code, binary-connect, bnn, bnn-plus, bwn, dorefa, dorefa-binary, k-means, lsq, lsq-plus, none, power-of-two, power-of-two-nearest, qil, quant-noise, sa-cim, stochastic, tbn, ternary, twn, uniform-asymmetric, uniform-restricted, uniform-symmetric, xnor.")]
    [TestCase("ptq-noise", "{ weights: pact }", "sample.yaml(8,26): quantization.weights: quantizer 'pact' is for activations, not for weights.")]
    [TestCase("qat", "{ weights: lsq }", "sample.yaml(8,26): quantization.weights: quantizer 'lsq' has 2 to 16 bits; say how many, as in { kind: lsq, bits: 4 }.")]
    [TestCase("qat", "{ weights: { kind: lsq, bits: 1 } }", "sample.yaml(8,45): quantization.weights.bits: 1 is not between 2 and 16.")]
    [TestCase("qat", "{ weights: { kind: lsq } }", "sample.yaml(8,26): quantization.weights.bits: is missing.")]
    [TestCase("ptq-noise", "{ weights: { kind: lsq, bits: 4 } }", "sample.yaml(8,34): quantization.weights.kind: quantizer 'lsq' learns in training, and method 'ptq-noise' has none; 'qat' has.")]
    [TestCase("ptq-noise", "{ activations: { kind: stochastic, bits: 4 } }", "sample.yaml(8,38): quantization.activations.kind: quantizer 'stochastic' scales activations by all images of a batch: what it makes of one would depend on the others.")]
    [TestCase("ptq-noise", "{ weights: { kind: twn, bits: 2 } }", "sample.yaml(8,45): quantization.weights.bits: means nothing to quantizer 'twn', whose resolution cannot be chosen.")]
    [TestCase("ptq-noise", "{ weights: { kind: bnn, per: channel } }", "sample.yaml(8,44): quantization.weights.per: quantizer 'bnn' has no scale that parts of a tensor could have one each of.")]
    [TestCase("ptq-noise", "{ weights: { kind: twn, per: row } }", "sample.yaml(8,44): quantization.weights.per: 'row' is neither 'tensor', 'channel' or 'tile' nor a section, as in { channels: 4 } or { inputs: 64 }.")]
    [TestCase("ptq-noise", "{ weights: { kind: twn, per: { channels: 4, inputs: 2 } } }", "sample.yaml(8,67): quantization.weights.per.inputs: stands beside 'channels': one of the two is wanted.")]
    [TestCase("ptq-noise", "{ weights: { kind: twn, per: { inputs: 0 } } }", "sample.yaml(8,54): quantization.weights.per.inputs: 0 is not between 1 and 1000000.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4, per: channel } }", "sample.yaml(8,71): quantization.activations.per: activations share one scale: a sum over inputs cannot have several.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4, range: kl-divergence } }", "sample.yaml(8,73): quantization.activations.range: no range rule is called 'kl-divergence'. Known: 3-sigma, aciq-gauss, aciq-laplace, histogram, kl, min-max, moving-average, mse, omse, percentile.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4, range: { rule: kl, percentile: 99 % } } }", "sample.yaml(8,97): quantization.activations.range.percentile: means nothing to range rule 'kl'.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4, range: { rule: percentile, percentile: 100 % } } }", "sample.yaml(8,105): quantization.activations.range.percentile: all of what is seen is 'min-max'; a percentile is below 100 %.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4, range: moving-average, time: dynamic } }", "sample.yaml(8,95): quantization.activations.time: of ranges that are found for every image there is nothing to average.")]
    [TestCase("ptq-noise", "{ activations: { kind: bnn, range: kl, time: static } }", "sample.yaml(8,50): quantization.activations.range: means nothing to quantizer 'bnn', which has no range that a rule finds.", "sample.yaml(8,60): quantization.activations.time: means nothing to quantizer 'bnn', which has no range that a rule finds.")]
    [TestCase("ptq-noise", "{ weights: { kind: uniform-symmetric, bits: 4, time: static } }", "sample.yaml(8,68): quantization.weights.time: ranges of weights are always those that the weights have.")]
    [TestCase("ptq-noise", "{ weights: { kind: none, bits: 4 } }", "sample.yaml(8,46): quantization.weights.bits: means nothing where nothing is quantized.")]
    [TestCase("ptq-noise", "{ weights: none, activations: none }", "sample.yaml(8,15): quantization: neither weights nor activations of any layer are quantized: this would change nothing.")]
    [TestCase("ptq-noise", "{ weights: twn, layers: { fc9: none } }", "sample.yaml(8,46): quantization.layers.fc9: no layer with weights is called 'fc9'. Did you mean 'fc1'? Known: fc1, fc2.")]
    [TestCase("ptq-noise", "{ weights: twn, layers: { fc1: { weights: twn } } }", "sample.yaml(8,46): quantization.layers.fc1: is quantized as all layers are: this would change nothing.")]
    [TestCase("ptq-noise", "{ weights: twn, layers: { fc1: digital } }", "sample.yaml(8,46): quantization.layers.fc1: 'digital' is neither 'none' nor a section, as in { weights: none }.")]
    [TestCase("ptq-noise", "{ weights: twn, corrections: [bias-corection] }", "sample.yaml(8,45): quantization.corrections[0]: no correction is called 'bias-corection'. Did you mean 'bias-correction'? Known: absorb-bias, ada-round, bias-correction, equalize, weight-correction.")]
    [TestCase("ptq-noise", "{ weights: twn, corrections: [equalize, equalize] }", "sample.yaml(8,55): quantization.corrections[1]: 'equalize' stands here a second time.")]
    [TestCase("ptq-noise", "{ weights: twn, corrections: [ada-round] }", "sample.yaml(8,45): quantization.corrections[0]: weights are of quantizer 'twn'; 'ada-round' rounds those of 'uniform-symmetric' or 'uniform-restricted'.")]
    [TestCase("ptq-noise", "{ activations: bnn, corrections: [bias-correction] }", "sample.yaml(8,49): quantization.corrections[0]: no weights are quantized: this would change nothing.")]
    [TestCase("ptq-noise", "{ weights: { kind: uniform-symmetric, bits: 4 }, corrections: [{ kind: ada-round, steps: 0 }] }", "sample.yaml(8,104): quantization.corrections[0].steps: 0 is not between 1 and 1000000.")]
    [TestCase("ptq-noise", "{ weights: twn, corrections: [{ kind: equalize, steps: 3 }] }", "sample.yaml(8,63): quantization.corrections[0]: unknown key 'steps'. Known: kind.")]
    [TestCase("ptq-noise", "{ weights: twn, calibration: { samples: 10 } }", "sample.yaml(8,44): quantization.calibration: no range of activations is found, and no correction looks at images: this would change nothing.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4 }, calibration: { from: image } }", "sample.yaml(8,89): quantization.calibration.from: 'image' is not known here. Did you mean 'images'? Known: images, zero-shot.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4 }, calibration: { from: zero-shot } }", "sample.yaml(8,89): quantization.calibration.from: 'zero-shot' makes images of what batch normalizations remember, and model 'mlp' has none.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4 }, calibration: { steps: 10 } }", "sample.yaml(8,90): quantization.calibration.steps: means nothing to training images; 'from: zero-shot' makes images.")]
    [TestCase("qat", "{ weights: twn, corrections: [equalize] }", "sample.yaml(8,44): quantization.corrections: no point uses this: none is quantized after training.")]
    [TestCase("qat", "{ weights: twn, calibration: { samples: 10 } }", "sample.yaml(8,44): quantization.calibration: no range of activations is found, and no correction looks at images: this would change nothing.")]
    [TestCase("qat-latent", "{ weights: twn }", "sample.yaml(8,15): quantization: means nothing to method 'qat-latent', which trains with the weights that cells hold.")]
    [TestCase("ptq-noise", "{ weight: twn }", "sample.yaml(8,15): quantization: neither weights nor activations of any layer are quantized: this would change nothing.", "sample.yaml(8,17): quantization: unknown key 'weight'. Did you mean 'weights'? Known: budget, weights, activations, layers, corrections, calibration.")]
    [TestCase("qat", null, "sample.yaml(4,9): method: 'qat' trains with the quantizers of a section 'quantization', and there is none.")]
    [TestCase("ptq-noise", "{ weights: { kind: twn }, budget: { at-most: 4 KiB, bits: [2, 4] } }", "sample.yaml(8,49): quantization.budget: the bits of no weights can be chosen: this would change nothing.")]
    [TestCase("ptq-noise", "{ weights: { kind: uniform-symmetric, bits: 4 }, budget: { at-most: 4 KiB, bits: [2, 4] } }", "sample.yaml(8,59): quantization.weights.bits: the budget chooses the bits of weights.")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { at-most: 0 KiB, bits: [4, 2] } }", "sample.yaml(8,64): quantization.budget.at-most: 0 KiB is not above 0 and at most 1000000000000000.", "sample.yaml(8,77): quantization.budget.bits: two resolutions or more are wanted to choose from, ascending, as in [2, 4, 8].")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { at-most: 4 KiB, bits: [1, 4] } }", "sample.yaml(8,77): quantization.budget.bits: 1 is not between 2 and 16, which quantizer 'uniform-symmetric' and 'hessian' have.")]
    [TestCase("ptq-noise", "{ weights: power-of-two, budget: { at-most: 4 KiB, bits: [4, 16], by: divergence } }", "sample.yaml(8,72): quantization.budget.bits: 16 is not between 2 and 8, which quantizer 'power-of-two' and 'divergence' have.")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { bits: [2, 4], by: trace } }", "sample.yaml(8,53): quantization.budget.at-most: is missing.", "sample.yaml(8,73): quantization.budget.by: 'trace' is not known here. Known: hessian, divergence.")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { at-most: 4, bits: [2, 4] } }", "sample.yaml(8,64): quantization.budget.at-most: '4' has no unit; write for instance '4 KiB'.")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { at-most: 4 tiles, bits: [2, 4] } }", "sample.yaml(8,64): quantization.budget.at-most: '4 tiles' is not an amount; its unit is one of KiB, arrays, conversions.")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { at-most: 4.5 arrays, bits: [2, 4] } }", "sample.yaml(8,64): quantization.budget.at-most: 4.5 is not a whole number of arrays.")]
    [TestCase("ptq-noise", "{ weights: uniform-symmetric, budget: { at-most: 4 arrays, bits: [2, 4] } }", "sample.yaml(8,64): quantization.budget.at-most: weights of any bits take as much of the hardware without 'hardware.mapping.cell-bits': this would change nothing.")]
    [TestCase("ptq-noise", "{ activations: { kind: uniform-symmetric, bits: 4 }, calibration: { fine-tune: { steps: 10 } } }", "sample.yaml(8,94): quantization.calibration.fine-tune: means nothing to training images, which method 'qat' trains on; 'from: zero-shot' makes images.")]
    [TestCase("ptq-noise", "{ weights: twn, calibration: { from: zero-shot, fine-tune: { steps: 0 } } }", "sample.yaml(8,52): quantization.calibration.from: 'zero-shot' makes images of what batch normalizations remember, and model 'mlp' has none.", "sample.yaml(8,83): quantization.calibration.fine-tune.steps: 0 is not between 1 and 100000.")]
    [TestCase("ptq-noise", "{ weights: { kind: uniform-symmetric, bits: 4 }, corrections: [ada-round, weight-correction], calibration: { from: zero-shot, fine-tune: { steps: 3 } } }", "sample.yaml(8,130): quantization.calibration.from: 'zero-shot' makes images of what batch normalizations remember, and model 'mlp' has none.", "sample.yaml(8,152): quantization.calibration.fine-tune: trains the weights: what 'ada-round' makes of them would be lost.", "sample.yaml(8,152): quantization.calibration.fine-tune: trains the weights: what 'weight-correction' makes of them would be lost.")]
    public async Task Check_WrongQuantization_SaysWhereAndWhat(string method, string? quantization, params string[] complaints)
    {
        string scenario = SampleScenario.Text.Replace("method: ptq-noise", $"method: {method}", StringComparison.Ordinal);

        await AssertComplaints(quantization is null ? scenario : scenario.Replace("hardware:", $"quantization: {quantization}\nhardware:", StringComparison.Ordinal), complaints);
    }

    /// <summary>Weights of cells of two bits.</summary>
    [TestCase("kind: differential, cell-bits: 2", "ideal", "at-most: 40 conversions, bits: [3, 8]", "sample.yaml(5,65): quantization.budget.at-most: there are no conversions where ADCs are ideal: this would change nothing.")]
    [TestCase("kind: differential, cell-bits: 2", "6", "at-most: 40 arrays, bits: [2, 8]", "sample.yaml(5,82): quantization.budget.bits: 2 is too few: mapping 'differential' puts 1 bit of such weights on cells, which are of 2.")]
    [TestCase("kind: offset, cell-bits: 1", "6", "at-most: 40 arrays, bits: [1, 8], by: divergence", "sample.yaml(5,75): quantization.budget.bits: 1 is too few: weights of 2 bits or more are cut into digits for cells.")]
    [TestCase("kind: differential, cell-bits: 2, weight-bits: 4", "6", "at-most: 40 arrays, bits: [3, 8]", "sample.yaml(6,104): hardware.mapping.weight-bits: the budget chooses the bits of weights of all layers that are on tiles.")]
    [TestCase("kind: differential, cell-bits: 2 }, tile: { columns: 8", "6", "at-most: 40 arrays, bits: [3, 8, 12]", "sample.yaml(5,82): quantization.budget.bits: mapping 'differential' fits no output of 12 bits on 8 columns.")]
    [TestCase("kind: differential, cell-bits: 2 }, digital: [fc1, fc2], calibration: { samples: 10", "6", "at-most: 40 arrays, bits: [3, 8]", "sample.yaml(5,65): quantization.budget.at-most: no layer whose bits are chosen is on the hardware: this would change nothing.")]
    public async Task Check_BudgetOfHardware_SaysWhereAndWhat(string mapping, string adc, string budget, params string[] complaints) => await AssertComplaints(
        $$"""
        name: sample
        seed: 1
        dataset: { name: synthetic-digits, train: 300, test: 150 }
        model: { name: mlp, hidden: [16] }
        quantization: { weights: {{(budget.Contains("divergence", StringComparison.Ordinal) ? "binary-code" : "uniform-restricted")}}, budget: { {{budget}} } }
        hardware: { device: ideal, adc: { bits: {{adc}} }, mapping: { {{mapping}} } }

        """, complaints);

    [TestCase("training: { epochs: 2, batch: 32, distil: { temperature: 2 } }", "sample.yaml(7,43): training.distil: the digitally trained network is the teacher of others; it has none itself.")]
    [TestCase("training: { epochs: 2, batch: 32, clip-weights: 0 }", "sample.yaml(7,49): training.clip-weights: 0 is not above 0 and at most 1000000.")]
    [TestCase("training: { epochs: 2, batch: 32 }\nqat: { quantized: { epochs: 1 } }", "sample.yaml(8,19): qat.quantized: no point uses this: none has the method 'qat'.")]
    [TestCase("training: { epochs: 2, batch: 32 }\nqat: { latent: { distil: { soft: 0 } } }", "sample.yaml(8,34): qat.latent.distil.soft: 0 is not above 0 and at most 1000.")]
    public async Task Check_WrongTraining_SaysWhereAndWhat(string training, params string[] complaints) =>
        await AssertComplaints(SampleScenario.With("training: { epochs: 2, batch: 32 }", training), complaints);

    private static async Task AssertComplaints(string scenario, string[] complaints)
    {
        using TemporaryFolder folder = new();

        ProgramRun run = await ProgramRun.Of("check", folder.Write("sample.yaml", scenario));

        Assert.That(run.ComplaintsIn(folder), Is.EqualTo(complaints));
        Assert.That(run.ExitCode, Is.EqualTo(2));
    }
}
