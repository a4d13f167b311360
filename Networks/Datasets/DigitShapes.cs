using System.Collections.Immutable;

namespace CrossbarSim.Networks.Datasets;

/// <summary>A point of a digit: x to the right, y down; a digit fills about x in [−0.6, 0.6], y in [−1, 1].</summary>
internal readonly record struct DigitPoint(double X, double Y);

/// <summary>One way to write a digit.</summary>
/// <param name="Weight">How common it is among the ways to write this digit, relative to the others.</param>
/// <param name="Points">Points that the pen passes.</param>
/// <param name="Strokes">
/// Smooth pieces, each the indices of its points. Pieces that share an end point meet there in a corner.
/// </param>
internal sealed record DigitShape(
    double Weight, ImmutableArray<DigitPoint> Points, ImmutableArray<ImmutableArray<int>> Strokes);

/// <summary>The ways to write the ten digits.</summary>
internal static class DigitShapes
{
    private static readonly ImmutableArray<ImmutableArray<DigitShape>> s_shapes =
    [
        [
            // 0: a round one, a narrow one, one with a hook where the pen starts.
            Shape(5, "0.15,-0.97 -0.35,-0.8 -0.6,-0.1 -0.45,0.7 0,1 0.45,0.72 0.6,0 0.42,-0.75 0,-1"),
            Shape(3, "0.1,-0.98 -0.25,-0.75 -0.4,0 -0.3,0.75 0.02,1 0.32,0.7 0.4,0 0.3,-0.75 0.02,-0.98"),
            Shape(2, "0.45,-0.95 0,-0.9 -0.45,-0.5 -0.55,0.2 -0.3,0.85 0.15,0.95 0.5,0.5 0.52,-0.2 0.25,-0.8 -0.15,-0.85"),
        ],
        [
            // 1: a bar, a bar with a flag, one with flag and foot.
            Shape(6, "0,-1 0.01,0 0,1"),
            Shape(3, "-0.32,-0.62 0.06,-1 | 0.06,-1 0.05,0 0.04,1"),
            Shape(1, "-0.32,-0.62 0.04,-1 | 0.04,-1 0.04,0 0.03,0.97 | -0.4,0.98 0.45,0.96"),
        ],
        [
            // 2: with a sharp foot, with a loop at the foot, with a wavy foot.
            Shape(4, "-0.5,-0.6 -0.2,-0.95 0.28,-0.9 0.45,-0.45 0.1,0.25 -0.55,0.95 | -0.55,0.95 0,0.92 0.6,0.95"),
            Shape(3, "-0.5,-0.65 -0.1,-1 0.38,-0.75 0.33,-0.2 -0.1,0.5 -0.48,0.9 -0.6,0.68 -0.3,0.6 0.15,0.88 0.6,0.9"),
            Shape(2, "-0.45,-0.75 0,-1 0.42,-0.7 0.3,-0.15 -0.2,0.45 -0.5,0.85 | -0.5,0.85 -0.2,0.75 0.2,0.95 0.6,0.85"),
        ],
        [
            // 3: two arcs that meet in a corner, a flat top, a loop in the middle.
            Shape(5, "-0.5,-0.72 0,-1 0.44,-0.7 0.3,-0.25 -0.15,-0.05 | -0.15,-0.05 0.35,0.1 0.5,0.55 0.1,0.97 -0.5,0.8"),
            Shape(2, "-0.5,-0.95 0.45,-0.93 | 0.45,-0.93 -0.1,-0.2 | -0.1,-0.2 0.38,0 0.48,0.5 0.08,0.97 -0.5,0.82"),
            Shape(2, "-0.48,-0.8 0,-1 0.42,-0.68 0.15,-0.18 -0.18,-0.05 0.2,0 0.5,0.42 0.12,0.96 -0.52,0.85"),
        ],
        [
            // 4: open with a straight bar, closed at the top, open with a round bowl.
            Shape(5, "-0.4,-0.95 -0.48,-0.45 -0.52,0.1 | -0.52,0.1 0,0.08 0.55,0.05 | 0.28,-0.9 0.24,0.1 0.2,1"),
            Shape(3, "0.22,-1 -0.15,-0.4 -0.58,0.22 | -0.58,0.22 0,0.22 0.6,0.2 | 0.22,-1 0.24,0 0.22,1"),
            Shape(3, "-0.48,-0.9 -0.5,-0.25 -0.25,0.08 0.1,0 0.36,-0.25 | 0.45,-0.95 0.36,-0.2 0.25,0.4 0.18,1"),
        ],
        [
            // 5: in one line with corners, with the bar apart, as a flowing S.
            Shape(4, "0.5,-0.93 -0.32,-0.95 | -0.32,-0.95 -0.42,-0.15 | -0.42,-0.15 0.1,-0.28 0.48,0.15 0.38,0.75 -0.05,0.98 -0.52,0.8"),
            Shape(3, "-0.28,-0.85 -0.4,-0.15 | -0.4,-0.15 0.05,-0.3 0.45,0.1 0.4,0.7 0,0.98 -0.5,0.85 | -0.26,-0.9 0.1,-0.94 0.58,-1"),
            Shape(2, "0.5,-0.9 0.02,-0.92 -0.36,-0.6 -0.12,-0.15 0.32,0.2 0.36,0.72 -0.05,1 -0.5,0.85"),
        ],
        [
            // 6: with a bent back, with a straight back, with a low and small loop.
            Shape(4, "0.38,-0.95 -0.15,-0.6 -0.48,0.1 -0.38,0.8 0.05,1 0.44,0.66 0.26,0.2 -0.15,0.18 -0.44,0.5"),
            Shape(3, "0.12,-1 -0.3,-0.25 -0.46,0.45 -0.15,0.98 0.34,0.8 0.36,0.35 0,0.18 -0.4,0.55"),
            Shape(2, "0.05,-1 -0.28,-0.4 -0.42,0.35 -0.25,0.9 0.15,0.97 0.36,0.7 0.15,0.42 -0.15,0.5 -0.36,0.75"),
        ],
        [
            // 7: plain, with a crossbar, with a serif and a bent stem.
            Shape(5, "-0.5,-0.88 0,-0.93 0.5,-0.9 | 0.5,-0.9 0.2,0 -0.1,1"),
            Shape(2, "-0.5,-0.9 0,-0.93 0.5,-0.92 | 0.5,-0.92 0.15,0.05 -0.15,1 | -0.25,0.08 0.48,0"),
            Shape(2, "-0.5,-0.6 -0.48,-0.92 | -0.48,-0.92 0.5,-0.95 | 0.5,-0.95 0.12,-0.2 0,0.4 -0.02,1"),
        ],
        [
            // 8: a single crossing line, two rings, one that starts at the top and stays open.
            Shape(4, "0.36,-0.72 0,-1 -0.38,-0.7 -0.12,-0.22 0.3,0.18 0.42,0.65 0,1 -0.42,0.68 -0.22,0.18 0.2,-0.25 0.4,-0.66"),
            Shape(2, "0.05,-0.98 -0.34,-0.72 -0.3,-0.22 0.05,-0.05 0.34,-0.3 0.34,-0.75 0,-0.99 "
                + "| 0,-0.03 -0.4,0.25 -0.42,0.75 0,1 0.42,0.72 0.38,0.22 0.02,-0.04"),
            Shape(2, "0.5,-0.85 0,-0.95 -0.38,-0.62 -0.05,-0.12 0.34,0.3 0.3,0.85 -0.1,0.98 -0.36,0.65 -0.08,0.15 0.3,-0.3 0.5,-0.8"),
        ],
        [
            // 9: with a straight stem, with a bent tail, in one line without a corner.
            Shape(4, "0.42,-0.65 0.1,-0.98 -0.35,-0.75 -0.38,-0.3 0,-0.08 0.36,-0.35 0.42,-0.68 | 0.42,-0.68 0.36,0.2 0.28,1"),
            Shape(3, "0.4,-0.72 0,-1 -0.4,-0.68 -0.3,-0.22 0.1,-0.15 0.4,-0.55 | 0.4,-0.72 0.46,0.1 0.25,0.8 -0.38,0.95"),
            Shape(2, "0.34,-0.85 -0.1,-0.98 -0.42,-0.6 -0.2,-0.15 0.22,-0.35 0.38,-0.8 0.34,0 0.16,0.6 -0.02,1"),
        ],
    ];

    /// <summary>Most points that a shape has.</summary>
    public static int MostPoints { get; } = s_shapes.Max(shapes => shapes.Max(shape => shape.Points.Length));

    /// <summary>Picks a way to write a digit.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="position">Uniform in [0, 1).</param>
    public static DigitShape Pick(int digit, double position)
    {
        ImmutableArray<DigitShape> shapes = s_shapes[digit];
        double total = 0;
        foreach (DigitShape shape in shapes)
        {
            total += shape.Weight;
        }

        double left = position * total;
        foreach (DigitShape shape in shapes)
        {
            left -= shape.Weight;
            if (left < 0)
            {
                return shape;
            }
        }

        return shapes[^1];
    }

    /// <summary>Reads strokes parted by '|', each a list of points "x,y"; a point given twice is one point.</summary>
    private static DigitShape Shape(double weight, string strokes)
    {
        List<DigitPoint> points = [];
        ImmutableArray<ImmutableArray<int>>.Builder pieces = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        foreach (string stroke in strokes.Split('|'))
        {
            ImmutableArray<int>.Builder indices = ImmutableArray.CreateBuilder<int>();
            foreach (string text in stroke.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] parts = text.Split(',');
                DigitPoint point = new(
                    double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
                    double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
                int index = points.IndexOf(point);
                if (index < 0)
                {
                    index = points.Count;
                    points.Add(point);
                }

                indices.Add(index);
            }

            pieces.Add(indices.ToImmutable());
        }

        return new DigitShape(weight, [.. points], pieces.ToImmutable());
    }
}
