using System.Collections.Immutable;
using CrossbarSim.Devices.Randomness;

namespace CrossbarSim.Networks.Datasets;

/// <summary>Draws one digit as a hand might: shape, pose, pen and paper each vary.</summary>
/// <remarks>
/// Only +, −, ×, ÷ and square roots of doubles are used, which IEEE 754 fixes to the last bit: every machine draws the
/// same bytes. Angles are therefore given by the tangent of their half, and bell-shaped numbers are sums of uniform ones.
/// </remarks>
internal static class DigitRenderer
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 28;

    private const int StepsPerSpan = 5;

    // How much each thing varies. Chosen by looking at the digits, and so that a linear classifier is visibly worse than
    // a small network: see the README.
    private const double HalfHeight = 8.3; // pixels from the middle of a digit to its top
    private const double HalfHeightSpread = 0.4; // relative
    private const double WidthSpread = 0.5; // relative, on top of the height
    private const double HalfTangentSpread = 0.32; // tan of half the rotation: 0.32 is 35 degrees
    private const double ShearSpread = 0.75;
    private const double ShiftSpread = 1.2; // pixels
    private const double BendSpread = 0.2;
    private const double JitterSpread = 0.12;
    private const double ThinnestPen = 0.65; // radius in pixels
    private const double ThickestPen = 1.9;
    private const double PressureSpread = 0.3; // relative, from the middle to either end of a stroke
    private const double Grain = 0.1; // of full ink

    /// <summary>Draws one digit.</summary>
    /// <param name="digit">0 to 9.</param>
    /// <param name="key">Random key of this sample.</param>
    /// <param name="pixels">Receives 28 rows of 28 pixels, 0 (paper) to 255 (ink).</param>
    public static void Draw(int digit, RandomKey key, Span<byte> pixels)
    {
        DigitShape shape = DigitShapes.Pick(digit, Uniform(key.For("shape")));
        Span<DigitPoint> points = stackalloc DigitPoint[DigitShapes.MostPoints];
        points = points[..shape.Points.Length];
        Jitter(shape, key.For("jitter"), points);

        Span<double> hand = stackalloc double[10];
        FillBell(key.For("pose"), hand);
        Pose pose = new(hand);

        Span<double> pen = stackalloc double[4];
        key.For("pen").FillUniform(pen);
        double radius = ThinnestPen + ((ThickestPen - ThinnestPen) * pen[0]);
        double pressure = PressureSpread * ((2 * pen[1]) - 1);
        double edge = 0.9 + (0.8 * pen[2]); // pixels from full ink to none
        double ink = 255 * (0.6 + (0.4 * pen[3]));

        // For each pixel: how deep it lies inside the line, in pixels; negative outside.
        Span<double> depths = stackalloc double[Side * Side];
        depths.Fill(-Side);
        foreach (ImmutableArray<int> stroke in shape.Strokes)
        {
            DrawStroke(stroke.AsSpan(), points, pose, radius, pressure, depths);
        }

        Develop(depths, edge, ink, key.For("grain"), pixels);
    }

    private static void Jitter(DigitShape shape, RandomKey key, Span<DigitPoint> points)
    {
        Span<double> jitter = stackalloc double[2 * points.Length];
        FillBell(key, jitter);
        for (int i = 0; i < points.Length; i++)
        {
            DigitPoint point = shape.Points[i];
            points[i] = new DigitPoint(
                point.X + (JitterSpread * jitter[2 * i]), point.Y + (JitterSpread * jitter[(2 * i) + 1]));
        }
    }

    /// <summary>Draws a uniform Catmull-Rom spline through the points, as short straight pieces.</summary>
    private static void DrawStroke(
        ReadOnlySpan<int> stroke,
        ReadOnlySpan<DigitPoint> points,
        Pose pose,
        double radius,
        double pressure,
        Span<double> depths)
    {
        int spans = stroke.Length - 1;
        double steps = spans * StepsPerSpan;
        DigitPoint from = pose.Place(points[stroke[0]]);
        double fromRadius = radius * (1 - pressure);
        for (int span = 0; span < spans; span++)
        {
            DigitPoint a = points[stroke[Math.Max(span - 1, 0)]];
            DigitPoint b = points[stroke[span]];
            DigitPoint c = points[stroke[span + 1]];
            DigitPoint d = points[stroke[Math.Min(span + 2, spans)]];
            for (int step = 1; step <= StepsPerSpan; step++)
            {
                double t = step / (double)StepsPerSpan;
                DigitPoint to = pose.Place(new DigitPoint(Spline(a.X, b.X, c.X, d.X, t), Spline(a.Y, b.Y, c.Y, d.Y, t)));
                double progress = ((span * StepsPerSpan) + step) / steps;
                double toRadius = radius * (1 + (pressure * ((2 * progress) - 1)));
                DrawPiece(from, to, fromRadius, toRadius, depths);
                (from, fromRadius) = (to, toRadius);
            }
        }
    }

    private static double Spline(double a, double b, double c, double d, double t) =>
        b + (0.5 * t * (c - a + (t * ((2 * a) - (5 * b) + (4 * c) - d + (t * ((3 * (b - c)) + d - a))))));

    /// <summary>Raises the depths around one straight piece.</summary>
    private static void DrawPiece(DigitPoint from, DigitPoint to, double fromRadius, double toRadius, Span<double> depths)
    {
        double dx = to.X - from.X;
        double dy = to.Y - from.Y;
        double length2 = (dx * dx) + (dy * dy);
        double scale = length2 > 0 ? 1 / length2 : 0;
        double reach = Math.Max(fromRadius, toRadius) + 1;
        int left = Pixel(Math.Min(from.X, to.X) - reach);
        int right = Pixel(Math.Max(from.X, to.X) + reach);
        int top = Pixel(Math.Min(from.Y, to.Y) - reach);
        int bottom = Pixel(Math.Max(from.Y, to.Y) + reach);
        for (int row = top; row <= bottom; row++)
        {
            double y = row + 0.5 - from.Y;
            for (int column = left; column <= right; column++)
            {
                double x = column + 0.5 - from.X;
                double along = Math.Clamp(((x * dx) + (y * dy)) * scale, 0, 1);
                double awayX = x - (along * dx);
                double awayY = y - (along * dy);
                double depth = fromRadius + (along * (toRadius - fromRadius))
                    - Math.Sqrt((awayX * awayX) + (awayY * awayY));
                ref double deepest = ref depths[(row * Side) + column];
                deepest = Math.Max(deepest, depth);
            }
        }
    }

    /// <summary>Turns depths into grey values with a soft edge, and lets the ink take unevenly.</summary>
    private static void Develop(ReadOnlySpan<double> depths, double edge, double ink, RandomKey key, Span<byte> pixels)
    {
        Span<double> grain = stackalloc double[Side * Side];
        FillGrain(key, grain);
        for (int pixel = 0; pixel < pixels.Length; pixel++)
        {
            double cover = Math.Clamp((depths[pixel] / edge) + 0.5, 0, 1);
            if (cover == 0)
            {
                pixels[pixel] = 0;
                continue;
            }

            cover = cover * cover * (3 - (2 * cover));
            double value = ink * (cover + (Grain * grain[pixel]));
            pixels[pixel] = (byte)Math.Clamp(value + 0.5, 0, 255);
        }
    }

    private static int Pixel(double position) => (int)Math.Clamp(position, 0, Side - 1);

    private static double Uniform(RandomKey key)
    {
        Span<double> one = stackalloc double[1];
        key.FillUniform(one);
        return one[0];
    }

    /// <summary>Bell-shaped numbers in (−1, 1): sums of three uniform ones, of standard deviation 1/3.</summary>
    private static void FillBell(RandomKey key, Span<double> values)
    {
        Span<double> uniform = stackalloc double[3 * values.Length];
        key.FillUniform(uniform);
        for (int i = 0; i < values.Length; i++)
        {
            double sum = uniform[3 * i] + uniform[(3 * i) + 1] + uniform[(3 * i) + 2];
            values[i] = (sum - 1.5) * (2.0 / 3.0);
        }
    }

    /// <summary>Triangular numbers in [−1, 1] from pairs of bytes, eight to a block: plenty for grey values.</summary>
    private static void FillGrain(RandomKey key, Span<double> values)
    {
        for (int i = 0; i < values.Length; i += 8)
        {
            PhiloxBlock block = key.Block(i / 8);
            (values[i], values[i + 1]) = Pair(block.W0);
            (values[i + 2], values[i + 3]) = Pair(block.W1);
            (values[i + 4], values[i + 5]) = Pair(block.W2);
            (values[i + 6], values[i + 7]) = Pair(block.W3);
        }

        static (double First, double Second) Pair(uint word) =>
            (Triangle(word & 0xFFFF), Triangle(word >> 16));

        static double Triangle(uint bytes) => ((int)((bytes & 0xFF) + (bytes >> 8)) - 255) / 255.0;
    }

    /// <summary>Where and how a digit stands on the paper.</summary>
    private readonly ref struct Pose
    {
        private readonly double _width;
        private readonly double _height;
        private readonly double _shear;
        private readonly double _cosine;
        private readonly double _sine;
        private readonly double _centreX;
        private readonly double _centreY;
        private readonly double _bowX;
        private readonly double _bowY;
        private readonly double _taper;
        private readonly double _swell;

        /// <summary>Takes ten numbers in (−1, 1).</summary>
        public Pose(ReadOnlySpan<double> hand)
        {
            _height = HalfHeight * (1 + (HalfHeightSpread * hand[0]));
            _width = _height * (1 + (WidthSpread * hand[1]));
            _shear = ShearSpread * hand[2];
            double t = HalfTangentSpread * hand[3];
            _cosine = (1 - (t * t)) / (1 + (t * t));
            _sine = 2 * t / (1 + (t * t));
            _centreX = (Side / 2.0) + (ShiftSpread * hand[4]);
            _centreY = (Side / 2.0) + (ShiftSpread * hand[5]);
            _bowX = BendSpread * hand[6];
            _bowY = BendSpread * hand[7];
            _taper = BendSpread * hand[8];
            _swell = BendSpread * hand[9];
        }

        /// <summary>From the coordinates of a digit to pixels.</summary>
        public DigitPoint Place(DigitPoint point)
        {
            double x = (point.X * (1 + (_taper * point.Y))) + (_bowX * ((point.Y * point.Y) - 0.5)) - (_shear * point.Y);
            double y = (point.Y * (1 + (_swell * point.X))) + (_bowY * ((point.X * point.X) - 0.1));
            x *= _width;
            y *= _height;
            return new DigitPoint(_centreX + (_cosine * x) - (_sine * y), _centreY + (_sine * x) + (_cosine * y));
        }
    }
}
