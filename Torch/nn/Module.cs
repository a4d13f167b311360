using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// The base of all layers and networks. Derive from <see cref="Module{T, TResult}"/>, keep parameters, buffers
        /// and submodules in fields, and end the constructor with <see cref="RegisterComponents"/>.
        /// </summary>
        public partial class Module : IDisposable
        {
            protected string? name;

            private readonly OrderedDict<string, Module> _submodules = new();
            private readonly OrderedDict<string, (Tensor Tensor, bool Persistent)> _buffers = new();
            private readonly OrderedDict<string, Parameter> _parameters = new();
            private bool _training = true;
            private bool _areComponentsRegistered;

            protected Module(string name) => this.name = name;

            /// <summary>Whether the module is being trained, as opposed to evaluated.</summary>
            public virtual bool training => _training;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach ((_, Module child) in named_children())
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach ((_, Parameter parameter) in named_parameters())
                {
                    using Tensor? grad = parameter.grad;
                    if (grad is not null && set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        grad?.zero_();
                    }
                }
            }

            /// <summary>Calls a function for every submodule, then for this module.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach ((_, Module child) in named_children())
                {
                    child.apply(fn);
                }

                fn(this);
                return this;
            }

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                HashSet<Parameter> seen = new(ReferenceEqualityComparer.Instance);
                foreach ((string own, Parameter parameter) in _parameters)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter))
                    {
                        yield return (own, parameter);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach ((string child, Module module) in _submodules)
                {
                    foreach ((string inner, Parameter parameter) in module.named_parameters(true))
                    {
                        if (seen.Add(parameter))
                        {
                            yield return ($"{child}.{inner}", parameter);
                        }
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(named => named.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(
                bool recurse = true, bool include_nonpersistent = true)
            {
                HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
                foreach ((string own, (Tensor buffer, bool persistent)) in _buffers)
                {
                    if (!buffer.IsInvalid && (persistent || include_nonpersistent) && seen.Add(buffer))
                    {
                        yield return (own, buffer);
                    }
                }

                if (!recurse)
                {
                    yield break;
                }

                foreach ((string child, Module module) in _submodules)
                {
                    foreach ((string inner, Tensor buffer) in module.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer))
                        {
                            yield return ($"{child}.{inner}", buffer);
                        }
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            /// <summary>The direct submodules.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _submodules;

            public virtual IEnumerable<Module> children() => named_children().Select(named => named.module);

            /// <summary>All submodules: the direct ones first, then theirs. This module is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach ((string child, Module module) in named_children())
                {
                    yield return (child, module);
                }

                foreach ((string child, Module module) in named_children())
                {
                    foreach ((string inner, Module grandchild) in module.named_modules())
                    {
                        yield return ($"{child}.{inner}", grandchild);
                    }
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) =>
                named_parameters().FirstOrDefault(named => named.name == target).parameter;

            public virtual Tensor? get_buffer(string target) =>
                named_buffers().FirstOrDefault(named => named.name == target).buffer;

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                }

                if (!_buffers.TryAdd(name, (tensor, persistent)))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                {
                    throw new ArgumentNullException(
                        nameof(param), "A null tensor cannot be registered as a parameter.");
                }

                if (!_parameters.TryAdd(name, param))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }
            }

            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    _submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name))
                {
                    throw new ArgumentException("module name can't be empty string \"\"");
                }

                if (name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                }

                submodule.RegisterComponents();
                if (!_submodules.TryAdd(name, submodule))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Registers every field that holds a module, a parameter or a tensor, under the field's name.</summary>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered)
                {
                    return;
                }

                foreach (FieldInfo field in ComponentFields(GetType()))
                {
                    string component = ComponentName(field);
                    if (
                        _submodules.ContainsKey(component) || _parameters.ContainsKey(component) || _buffers.ContainsKey(component))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter:
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }

                _areComponentsRegistered = true;
            }

            /// <summary>Registers a parameter, or takes the old one's place, or with null forgets it.</summary>
            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _parameters.Remove(name);
                }
                else
                {
                    _parameters[name] = value;
                }
            }

            /// <summary>Registers a buffer, or takes the old one's place, or with null forgets it.</summary>
            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _buffers.Remove(name);
                }
                else
                {
                    _buffers[name] = (value, persistent);
                }
            }

            /// <summary>Disposes parameters, buffers and submodules.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing)
                {
                    return;
                }

                foreach ((_, (Tensor buffer, _)) in _buffers)
                {
                    buffer.Dispose();
                }

                foreach ((_, Parameter parameter) in _parameters)
                {
                    parameter.Dispose();
                }

                foreach ((_, Module child) in named_children().ToList())
                {
                    child.Dispose();
                }
            }

            private static IEnumerable<FieldInfo> ComponentFields(Type type)
            {
                const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                HashSet<string> seen = [];
                for (Type? current = type; current is not null && current != typeof(Module); current = current.BaseType)
                {
                    foreach (FieldInfo field in current.GetFields(Own))
                    {
                        if (seen.Add(field.Name))
                        {
                            yield return field;
                        }
                    }
                }
            }

            private static string ComponentName(FieldInfo field) =>
                field.GetCustomAttribute<ComponentNameAttribute>() is { Name.Length: > 0 } named ? named.Name : field.Name;
        }
    }
}
