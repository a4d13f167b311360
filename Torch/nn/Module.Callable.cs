namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module that is called with one argument.</summary>
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <summary>A module that is called with two arguments.</summary>
        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        /// <summary>A module whose calls can be watched and changed.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            protected HookableModule(string name)
                : base(name)
            {
            }

            internal Dictionary<string, TPreHook> PreHooks { get; } = [];

            internal Dictionary<string, TPostHook> PostHooks { get; } = [];

            public HookRemover register_forward_pre_hook(TPreHook hook)
            {
                string key = Guid.NewGuid().ToString();
                PreHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            public HookRemover register_forward_hook(TPostHook hook)
            {
                string key = Guid.NewGuid().ToString();
                PostHooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>Takes a hook away again.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    _module = module;
                    _key = key;
                }

                public void remove()
                {
                    _module.PreHooks.Remove(_key);
                    _module.PostHooks.Remove(_key);
                }
            }
        }

        /// <summary>The base of modules with one argument. Implement <c>forward</c>; invoke with <c>call</c>.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<Func<Module<T, TResult>, T, T>, Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T,
            TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input)
            {
                foreach (Func<Module<T, TResult>, T, T> hook in PreHooks.Values)
                {
                    input = hook(this, input) ?? input;
                }

                TResult result = forward(input);
                foreach (Func<Module<T, TResult>, T, TResult, TResult> hook in PostHooks.Values)
                {
                    result = hook(this, input, result) ?? result;
                }

                return result;
            }
        }

        /// <summary>The base of modules with two arguments. Implement <c>forward</c>; invoke with <c>call</c>.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>, Func<Module<T1, T2, TResult>, T1, T2,
            TResult, TResult>>,
              IModule<T1, T2, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                foreach (Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?> hook in PreHooks.Values)
                {
                    (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                }

                TResult result = forward(input1, input2);
                foreach (Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult> hook in PostHooks.Values)
                {
                    result = hook(this, input1, input2, result) ?? result;
                }

                return result;
            }
        }
    }
}
