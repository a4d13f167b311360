using System.Globalization;
using System.Text;
using CrossbarSim.Devices.Characterisation.Fitting;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Tests.Devices.Characterisation.Fitting;

/// <summary>
/// Data are drawn from a known device, written as CSV, read and fitted, again and again: the truth is inside the 95 % interval of each
/// parameter in 93 to 98 of 100 repeats. Of N repeats of an exact interval 0.95 N ± √(0.0475 N) cover: 93 % is 2.9 standard deviations
/// below for 1000 repeats, so that an exact interval fails once in 500 choices of a seed and one of 90 % always.
/// </summary>
[TestFixture]
public sealed class RoundTripTests
{
    private const int Repeats = 1000;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Levels_MeanAndSigma_AreCovered()
    {
        int means = 0;
        int sigmas = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            double[] z = Normals("levels", repeat, 3 * 10);
            string csv = Rows(3, level => [level + 1, .. Enumerable.Range(0, 10).Select(i => 10.0 * (level + 1) + 0.5 * z[(10 * level) + i])]);
            FittedPart part = Fit(csv, "--kind levels --unit uS --level 1");
            string[] table = part.Files[0].Text.Split('\n');
            for (int level = 0; level < 3; level++)
            {
                double[] row = [.. table[3 + level].Split(',').Select(field => double.Parse(field, CultureInfo.InvariantCulture))];
                means += new Estimate(row[0], row[1], row[2]).Covers(10e-6 * (level + 1)) ? 1 : 0;
                sigmas += new Estimate(row[3], row[4], row[5]).Covers(0.5e-6) ? 1 : 0;
            }
        }

        using (Assert.EnterMultipleScope())
        {
            AssertCovered("mean", means / 3.0);
            AssertCovered("sigma", sigmas / 3.0);
        }
    }

    [Test]
    public void Pulses_ExponentialCurveOfOneTrace_IsCovered() => Check(
        "--kind pulses --unit uS --model exponential",
        repeat =>
        {
            double[] z = Normals("exponential", repeat, 101);
            return Rows(101, i => [Exponential(10, 60, 2.5, i / 100.0) + (0.8 * z[i])]);
        },
        ("up-from", 10e-6), ("up-to", 60e-6), ("up-nonlinearity", 2.5));

    [Test]
    public void Pulses_ExponentialCurvesThatVaryFromCycleToCycle_AreCovered() => Check(
        "--kind pulses --unit uS --model exponential",
        repeat =>
        {
            double[] cycle = Normals("cycle", repeat, 12);
            double[] z = Normals("read", repeat, 12 * 61);
            return Rows(61, i => [.. Enumerable.Range(0, 12).Select(j => Exponential(60, 10, 2 + (0.2 * cycle[j]), i / 60.0) + (0.3 * z[(61 * j) + i]))]);
        },
        ("down-from", 60e-6), ("down-to", 10e-6), ("down-nonlinearity", 2.0));

    [Test]
    public void Pulses_SoftBoundsWithScatterOfSteps_AreCovered() => Check(
        "--kind pulses --unit uS --model soft-bounds",
        repeat => Traces("soft", repeat, 10, 60, 10, g => 0.03 * (60 - g), 0.2, 0),
        ("up-rate", 0.03), ("up-bound", 60e-6), ("up-step-sigma", 0.2e-6));

    [Test]
    public void Pulses_SoftBoundsUnderReadNoise_AreCovered() => Check(
        "--kind pulses --unit uS --model soft-bounds",
        repeat => Traces("soft-reads", repeat, 10, 60, 10, g => 0.03 * (60 - g), 0, 0.4),
        ("up-rate", 0.03), ("up-bound", 60e-6));

    [Test]
    public void Pulses_LinearSteps_AreCovered()
    {
        // Steps fall from 1.2 to 0.6 uS between 10 and 60 uS. The window of the file is that of its traces: the step is compared at its middle.
        int steps = 0;
        int slopes = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            FittedPart part = Fit(Traces("linear", repeat, 10, 40, 10, g => 0.9 - (0.012 * (g - 35)), 0.1, 0), "--kind pulses --unit uS --model linear-step");
            (double low, double high) = part.Window!.Value;
            double middle = (low + high) / 2;
            double step = (0.9e-6 * 1) - (0.012 * (middle - 35e-6));
            steps += Parameter(part, "up-step").Covers(step) ? 1 : 0;
            slopes += Parameter(part, "up-slope").Covers(-0.012 * (high - low) / 2 / step) ? 1 : 0;
        }

        using (Assert.EnterMultipleScope())
        {
            AssertCovered("step", steps);
            AssertCovered("slope", slopes);
        }
    }

    [Test]
    public void Retention_PowerLaw_IsCovered() => Check(
        "--kind retention --unit uS --model power --value G --cell cell --time time --time-unit s --bins 1",
        repeat =>
        {
            double[] nu = Normals("nu", repeat, 40);
            double[] z = Normals("reads", repeat, 40 * 6);
            return "cell,time,G\n" + Rows(240, row =>
            {
                (int cell, int time) = (row / 6, row % 6);
                double g = (5 + cell) * Math.Exp((-(0.05 + (0.012 * nu[cell])) * time * Math.Log(10)) + (0.01 * z[row]));
                return [cell, Math.Pow(10, time), g];
            });
        },
        ("nu-mean", 0.05), ("nu-std", 0.012));

    [Test]
    public void Retention_LogarithmicLaw_IsCovered() => Check(
        "--kind retention --unit uS --model log --value G --cell cell --time time --time-unit s --bins 1",
        repeat =>
        {
            double[] z = Normals("relaxation", repeat, 200);
            return "cell,time,G\n" + Rows(1000, row =>
            {
                (int cell, double l) = (row / 5, row % 5 * Math.Log(10));
                return [cell, Math.Pow(10, row % 5), 50 - (0.089 * l) + (row % 5 == 0 ? 0 : (0.4 + (0.042 * l)) * z[cell])];
            });
        },
        ("mean", -0.089e-6), ("std", 0.042e-6), ("std-at-reference", 0.4e-6));

    [Test]
    public void ReadNoise_ConstantOverCells_IsCovered() => Check(
        "--kind read-noise --unit uS --model constant",
        repeat =>
        {
            double[] z = Normals("constant", repeat, 6 * 100);
            return Rows(100, i => [.. Enumerable.Range(0, 6).Select(j => 10 + (10 * j) + (0.3 * z[(100 * j) + i]))]);
        },
        refusable: true, ("sigma", 0.3e-6), ("power-of-conductance", 0));

    [Test]
    public void ReadNoise_ProportionalOverCells_IsCovered() => Check(
        "--kind read-noise --unit uS --model proportional",
        repeat =>
        {
            double[] z = Normals("proportional", repeat, 6 * 100);
            return Rows(100, i => [.. Enumerable.Range(0, 6).Select(j => (10 + (10 * j)) * (1 + (0.02 * z[(100 * j) + i])))]);
        },
        refusable: true, ("relative-sigma", 0.02), ("power-of-conductance", 1));

    [Test]
    public void ReadNoise_OneTraceOfIndependentReads_IsCovered() => Check(
        "--kind read-noise --unit uS --sample-rate \"100 Hz\"",
        repeat =>
        {
            double[] z = Normals("one", repeat, 400);
            return Rows(400, i => [20 + (0.3 * z[i])]);
        },
        ("sigma", 0.3e-6), ("one-over-f-slope", 0));

    [Test]
    public void ReadNoise_OneOverF_IsCovered() => Check(
        "--kind read-noise --unit uS --sample-rate \"1024 Hz\" --model table",
        repeat => Rows(1024, Flicker(repeat)),
        ("one-over-f-slope", 1.0));

    [Test]
    public void Iv_SinhOfManyCells_IsCovered() => Check(
        "--kind iv --unit uA --voltage-unit V --voltage 1 --model sinh",
        repeat =>
        {
            double[] z = Normals("sinh", repeat, 12 * 25);
            return Rows(25, i => [0.02 * i, .. Enumerable.Range(0, 12).Select(j => 0.05 + ((10 + j) * 0.25 * Math.Sinh(0.02 * i / 0.25)) + (0.1 * z[(25 * j) + i]))]);
        },
        ("v0", 0.25));

    [Test]
    public void Iv_PolynomialOfOneCell_IsCovered() => Check(
        "--kind iv --unit uA --voltage-unit V --voltage 1 --model polynomial",
        repeat =>
        {
            double[] z = Normals("polynomial", repeat, 60);
            return Rows(60, i =>
            {
                double v = (0.02 * i) - 0.6;
                return [v, (20 * (v + (0.4 * v * v) + (1.5 * v * v * v))) + (0.1 * z[i])];
            });
        },
        ("a2", 0.4), ("a3", 1.5));

    [Test]
    public void Switching_CyclesOfOneCell_AreCovered() => Check(
        "--kind switching --voltage-unit V --set 1 --reset 2",
        repeat =>
        {
            double[] z = Normals("switching", repeat, 80);
            return Rows(40, i => [1.1 + (0.08 * z[2 * i]), -0.9 + (0.05 * z[(2 * i) + 1])]);
        },
        ("set-mean", 1.1), ("set-std", 0.08), ("reset-mean", -0.9), ("reset-std", 0.05));

    [Test]
    public void Switching_CyclesOfManyCells_AreCovered() => Check(
        "--kind switching --voltage-unit V --set 2 --cell 1",
        repeat =>
        {
            double[] cell = Normals("cells", repeat, 15);
            double[] z = Normals("cycles", repeat, 150);
            return Rows(150, i => [i / 10, 1.1 + (0.06 * cell[i / 10]) + (0.08 * z[i])]);
        },
        ("set-mean", 1.1), ("set-std", 0.1)); // √(0.06² + 0.08²) = 0.1

    private static double Exponential(double from, double to, double k, double x) => from + ((to - from) * (1 - Math.Exp(-k * x)) / (1 - Math.Exp(-k)));

    private static double[] Normals(string name, int repeat, int count)
    {
        double[] numbers = new double[count];
        RandomKey.FromSeed(1).For(name, repeat).FillNormal(numbers);
        return numbers;
    }

    /// <summary>Traces of pulses in columns; uS.</summary>
    private static string Traces(string name, int repeat, int traces, int pulses, double start, Func<double, double> step, double scatter, double read)
    {
        double[] z = Normals(name, repeat, traces * pulses);
        double[] noise = Normals(name + "-read", repeat, traces * (pulses + 1));
        double[] g = new double[traces * (pulses + 1)];
        for (int trace = 0; trace < traces; trace++)
        {
            double now = start;
            for (int i = 0; i <= pulses; i++)
            {
                g[(trace * (pulses + 1)) + i] = now + (read * noise[(trace * (pulses + 1)) + i]);
                now += i < pulses ? step(now) + (scatter * z[(trace * pulses) + i]) : 0;
            }
        }

        return Rows(pulses + 1, i => [.. Enumerable.Range(0, traces).Select(trace => g[(trace * (pulses + 1)) + i])]);
    }

    /// <summary>Noise whose periodogram falls as 1/f, about 20 uS: independent complex normals, scaled, and transformed.</summary>
    private static Func<int, double[]> Flicker(int repeat)
    {
        double[] z = Normals("flicker", repeat, 1024);
        System.Numerics.Complex[] wave = new System.Numerics.Complex[1024];
        for (int k = 1; k < 512; k++)
        {
            wave[k] = new System.Numerics.Complex(z[2 * k], z[(2 * k) + 1]) / Math.Sqrt(k);
            wave[1024 - k] = System.Numerics.Complex.Conjugate(wave[k]);
        }

        MathNet.Numerics.IntegralTransforms.Fourier.Inverse(wave, MathNet.Numerics.IntegralTransforms.FourierOptions.NoScaling);
        return i => [20 + (0.01 * wave[i].Real)];
    }

    private static string Rows(int count, Func<int, double[]> row)
    {
        StringBuilder text = new();
        for (int i = 0; i < count; i++)
        {
            text.AppendJoin(',', row(i).Select(number => number.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A parameter; one that was refused covers nothing.</summary>
    private static Estimate Parameter(FittedPart part, string name) =>
        part.Fit.Parameters.Where(parameter => parameter.Name == name).Select(parameter => parameter.Estimate)
            .FirstOrDefault(new Estimate(double.NaN, double.NaN, double.NaN));

    private static void AssertCovered(string name, double count)
    {
        TestContext.Out.WriteLine($"{name}: {100 * count / Repeats:F1} %");
        Assert.That(count / Repeats, Is.InRange(0.93, 0.98), name);
    }

    private FittedPart Fit(string csv, string options)
    {
        _folder.Write("m.csv", csv);
        return DeviceFit.Fit(FitSettings.Request(_folder.Path, "m.csv", options)).Part;
    }

    private void Check(string options, Func<int, string> csv, params (string Name, double Truth)[] truths) => Check(options, csv, false, truths);

    /// <param name="options">How the file is to be fitted.</param>
    /// <param name="csv">The file of a repeat.</param>
    /// <param name="refusable">Whether a fit may be refused since a parameter missed the truth: a repeat without coverage.</param>
    /// <param name="truths">The parameters.</param>
    private void Check(string options, Func<int, string> csv, bool refusable, params (string Name, double Truth)[] truths)
    {
        int[] covered = new int[truths.Length];
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            try
            {
                FittedPart part = Fit(csv(repeat), options);
                for (int i = 0; i < truths.Length; i++)
                {
                    covered[i] += Parameter(part, truths[i].Name).Covers(truths[i].Truth) ? 1 : 0;
                }
            }
            catch (CrossbarSim.Devices.Documents.InputException) when (refusable)
            {
            }
        }

        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < truths.Length; i++)
            {
                AssertCovered(truths[i].Name, covered[i]);
            }
        }
    }
}
