using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One of the things that may stand between the brackets of an indexed tensor.</summary>
    public struct TensorIndex
    {
        private long _kind;
        private long? _start;
        private long? _stop;
        private long? _step;
        private Tensor? _tensor;

        public static TensorIndex Ellipsis { get; } = new() { _kind = ShimIndex.Ellipsis };

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex None { get; } = new() { _kind = ShimIndex.NewAxis };

        /// <summary>A new dimension of size one.</summary>
        public static TensorIndex Null { get; } = new() { _kind = ShimIndex.NewAxis };

        /// <summary>A whole dimension.</summary>
        public static TensorIndex Colon { get; } = Slice();

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range.start, range.end);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Position(index));

        /// <summary>Never to be called: it tells the compiler which of two indexers to prefer.</summary>
        public static implicit operator Tensor(TensorIndex value) =>
            throw new InvalidOperationException("Should not be called.");

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { _kind = ShimIndex.Slice, _start = start, _stop = stop, _step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(Position(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : Position(range.End));

        public static TensorIndex Bool(bool value) => new() { _kind = ShimIndex.Flag, _start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { _kind = ShimIndex.Single, _start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { _kind = ShimIndex.Tensor, _tensor = tensor };

        internal readonly ShimIndex ToShim() => new()
        {
            Kind = _kind,
            Start = _start ?? 0,
            Stop = _stop ?? long.MaxValue,
            Step = _step ?? 1,
            Address = _tensor is null ? 0 : _tensor.Handle,
        };

        private static long Position(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
