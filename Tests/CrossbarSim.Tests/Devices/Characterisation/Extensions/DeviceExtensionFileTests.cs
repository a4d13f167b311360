using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using CrossbarSim.Devices.Characterisation;
using CrossbarSim.Devices.Characterisation.Extensions;
using CrossbarSim.Devices.Documents;

namespace CrossbarSim.Tests.Devices.Characterisation.Extensions;

/// <summary><see cref="DeviceExtensionFile"/>, on the sample and on assemblies made on the spot that have something wrong with them.</summary>
[TestFixture]
public sealed class DeviceExtensionFileTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Extend_TheSample_AddsItsKindToANewCatalog()
    {
        DeviceCatalog catalog = DeviceExtensionFile.Extend(DeviceCatalog.Standard, SampleExtension.File);

        Assert.That(catalog.Kinds.Keys.Except(DeviceCatalog.Standard.Kinds.Keys), Is.EqualTo(new[] { "lognormal" }));
        Assert.That(DeviceCatalog.Standard.Kinds.Keys, Does.Not.Contain("lognormal"));
    }

    [Test]
    public void Extend_Twice_SaysThatTheKindIsTaken() => AssertFault(
        () => DeviceExtensionFile.Extend(SampleExtension.Catalog(), SampleExtension.File), SampleExtension.File,
        "SampleDevice.LognormalExtension fails: There is a kind of device called 'lognormal' already. (Parameter 'kind')");

    [Test]
    public void Extend_NoFile_IsSaid() => AssertFault(Extend("none.dll"), "none.dll", "there is no such file.");

    [Test]
    public void Extend_AFolder_IsSaid() => AssertFault(Extend(_folder.Path), _folder.Path, "is a folder; the name of an assembly is wanted.");

    [Test]
    public void Extend_NoAssembly_IsSaid()
    {
        string file = _folder.Write("text.dll", "kind: ideal\n");

        AssertFault(Extend(file), file, "is no .NET assembly.");
    }

    [Test]
    public void Extend_APartOfTheProgram_IsSaid()
    {
        string file = typeof(DeviceCatalog).Assembly.Location;

        AssertFault(Extend(file), file, "is a part of the program itself.");
    }

    [Test]
    public void Extend_NothingInIt_IsSaid()
    {
        string file = Made("empty", module => module.DefineType("Other", TypeAttributes.Public | TypeAttributes.Class).CreateType());

        AssertFault(Extend(file), file, "it has no class that implements CrossbarSim.Devices.Characterisation.Extensions.IDeviceExtension.");
    }

    [Test]
    public void Extend_ReturnsWhatItWasGiven_IsSaid()
    {
        string file = Made("idle", module => Extension(module, "Idle", il => il.Emit(OpCodes.Ldarg_1)));

        AssertFault(Extend(file), file, "Idle adds no kind of device: this would change nothing.");
    }

    [Test]
    public void Extend_ReturnsNothing_IsSaid()
    {
        string file = Made("null", module => Extension(module, "Nothing", il => il.Emit(OpCodes.Ldnull)));

        AssertFault(Extend(file), file, "Nothing does not return the catalog that it was given, extended.");
    }

    [Test]
    public void Extend_NeedsAnArgument_IsSaid()
    {
        string file = Made("argument", module => Extension(module, "Fussy", il => il.Emit(OpCodes.Ldarg_1), typeof(int)));

        AssertFault(Extend(file), file, "Fussy has no public constructor without parameters.");
    }

    [Test]
    public void Extend_ConstructorThrows_IsSaid()
    {
        string file = Made("throws", module => Extension(module, "Broken", il => il.Emit(OpCodes.Ldarg_1), throws: "no licence\nat all"));

        AssertFault(Extend(file), file, "Broken fails: no licence");
    }

    [Test]
    public void Extend_AnotherVersion_IsSaid()
    {
        // The sample, the minor version in its reference to CrossbarSim.Devices changed: bytes 2 and 3 of the row (ECMA-335, II.22.5).
        Version own = typeof(DeviceCatalog).Assembly.GetName().Version!;
        byte[] bytes = File.ReadAllBytes(SampleExtension.File);
        bytes[MinorVersion(bytes, "CrossbarSim.Devices")] += 41;
        string file = _folder.At("old.dll");
        File.WriteAllBytes(file, bytes);

        AssertFault(Extend(file), file, $"it was built against CrossbarSim.Devices {own.Major}.{own.Minor + 41}.{own.Build}.{own.Revision}, and this is {own}: build it again.");
    }

    /// <summary>Where the minor version of a reference stands in an assembly.</summary>
    private static int MinorVersion(byte[] bytes, string reference)
    {
        using PEReader file = new([.. bytes]);
        MetadataReader metadata = file.GetMetadataReader();
        AssemblyReferenceHandle found = metadata.AssemblyReferences.Single(handle => metadata.StringComparer.Equals(metadata.GetAssemblyReference(handle).Name, reference));
        return file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + ((MetadataTokens.GetRowNumber(found) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef)) + 2;
    }

    private static Func<DeviceCatalog> Extend(string file) => () => DeviceExtensionFile.Extend(DeviceCatalog.Standard, file);

    private static void AssertFault(Func<DeviceCatalog> extend, string file, string problem)
    {
        InputException fault = Assert.Throws<InputException>(() => extend())!;
        Assert.That(fault.Message, Is.EqualTo($"--devices {file}: {problem}"));
    }

    /// <summary>An assembly in a file.</summary>
    private string Made(string name, Action<ModuleBuilder> define)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(name), typeof(object).Assembly);
        define(assembly.DefineDynamicModule(name));
        string file = _folder.At($"{name}.dll");
        assembly.Save(file);
        return file;
    }

    /// <summary>An extension whose method returns what is on the stack.</summary>
    private static void Extension(ModuleBuilder module, string name, Action<ILGenerator> result, Type? argument = null, string? throws = null)
    {
        TypeBuilder type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(IDeviceExtension)]);
        ILGenerator make = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, argument is null ? [] : [argument]).GetILGenerator();
        if (throws is null)
        {
            make.Emit(OpCodes.Ldarg_0);
            make.Emit(OpCodes.Call, typeof(object).GetConstructor([])!);
            make.Emit(OpCodes.Ret);
        }
        else
        {
            make.Emit(OpCodes.Ldstr, throws);
            make.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
            make.Emit(OpCodes.Throw);
        }

        MethodBuilder extend = type.DefineMethod(
            nameof(IDeviceExtension.Extend), MethodAttributes.Public | MethodAttributes.Virtual, typeof(DeviceCatalog), [typeof(DeviceCatalog)]);
        ILGenerator il = extend.GetILGenerator();
        result(il);
        il.Emit(OpCodes.Ret);
        type.CreateType();
    }
}
