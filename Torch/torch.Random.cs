using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generator, and gives it.</summary>
    public static Generator manual_seed(long seed)
    {
        Shim.Check(Shim.ct_manual_seed(seed));
        return Generator.Default;
    }

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
    }

    /// <summary>A source of random numbers on the CPU.</summary>
    public class Generator : IDisposable
    {
        private readonly GeneratorHandle _handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(new GeneratorHandle(Shim.ct_generator_new(seed)))
        {
            if (device is not null && device.type != DeviceType.CPU)
            {
                throw new ArgumentException("Only generators on the CPU are supported.", nameof(device));
            }

            this.device = CPU;
        }

        private Generator(GeneratorHandle handle)
        {
            _handle = handle;
            device = CPU;
        }

        /// <summary>The generator that is used where none is given.</summary>
        public static Generator Default => new(new GeneratorHandle(Shim.ct_generator_default()));

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            Shim.Check(Shim.ct_generator_seed(_handle, (ulong)seed));
            return this;
        }

        /// <summary>Seeds from the operating system, and tells the seed.</summary>
        public long seed() => Shim.Number(Shim.ct_generator_reseed(_handle));

        public long initial_seed() => Shim.Number(Shim.ct_generator_initial_seed(_handle));

        public Tensor get_state() => new(Shim.ct_generator_state(_handle));

        public void set_state(Tensor value) => Shim.Check(Shim.ct_generator_set_state(_handle, value.NativeHandle));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        internal static GeneratorHandle Or(Generator? generator) =>
            generator is null ? GeneratorHandle.None : generator._handle;

        protected virtual void Dispose(bool disposing)
        {
            if (disposing)
            {
                _handle.Dispose();
            }
        }
    }
}
