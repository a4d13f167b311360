using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Saving and loading.</summary>
        public partial class Module
        {
            /// <summary>Writes a state in TorchSharp's own format.</summary>
            public static void save_state_dict(
                BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                List<KeyValuePair<string,
                Tensor>> entries = [.. sd.Where(entry => skip is null || !skip.Contains(entry.Key))];
                writer.Encode(entries.Count);
                foreach ((string key, Tensor tensor) in entries)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            /// <summary>Parameters, then persistent buffers, by their full names. Not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(
                Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach ((string key, Parameter parameter) in named_parameters())
                {
                    destination.TryAdd(Prefixed(key), parameter);
                }

                foreach ((string key, Tensor buffer) in named_buffers(include_nonpersistent: false))
                {
                    destination.TryAdd(Prefixed(key), buffer);
                }

                foreach ((string key, Module child) in named_children())
                {
                    child.state_dict(destination, Prefixed(key));
                }

                return destination;

                string Prefixed(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
            }

            /// <summary>Copies a state into this module.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                Dictionary<string, Tensor> destination = state_dict();
                List<string> unexpected = [.. source.Keys.Where(key => !skip.Contains(key) && !destination.ContainsKey(key))];
                List<string> missing = [.. destination.Keys.Where(key => !skip.Contains(key) && !source.ContainsKey(key))];
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary.");
                }

                using IDisposable _ = no_grad();
                foreach ((string key, Tensor value) in source)
                {
                    if (!skip.Contains(key) && destination.TryGetValue(key, out Tensor? target))
                    {
                        target.copy_(value);
                    }
                }

                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using FileStream stream = File.Create(location);
                return save(stream, skip);
            }

            /// <summary>Closes the stream when done.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using BinaryWriter writer = new(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public virtual Module load(
                string location, bool strict = true, IList<string>? skip = null, Dictionary<string,
                bool>? loadedParameters = null)
            {
                if (!File.Exists(location))
                {
                    throw new FileNotFoundException(location);
                }

                using FileStream stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            /// <summary>Closes the stream when done.</summary>
            public Module load(
                Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string,
                bool>? loadedParameters = null)
            {
                using BinaryReader reader = new(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(
                BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string,
                bool>? loadedParameters = null)
            {
                Dictionary<string, Tensor> state = state_dict();
                long entries = reader.Decode();
                if (entries != state.Count && strict)
                {
                    throw new ArgumentException(
                        $"Mismatched state_dict sizes: expected {state.Count}, but found {entries} entries.");
                }

                for (long i = 0; i < entries; i++)
                {
                    string key = reader.ReadString();
                    bool found = state.TryGetValue(key, out Tensor? target);
                    if (!found && strict)
                    {
                        throw new ArgumentException(
                            $"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'");
                    }

                    if (target is not null && skip?.Contains(key) != true)
                    {
                        target.Load(reader);
                    }
                    else
                    {
                        TensorExtensionMethods.Load(reader, skip: true).Dispose();
                    }

                    loadedParameters?.Add(key, found);
                }

                return this;
            }
        }
    }
}
