using Aops.TestSupport;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Tests;

public sealed class SlotBuildTests : IDisposable
{
    private static readonly string Build = new('a', 32);
    private static readonly string OtherBuild = new('c', 32);
    private readonly DirectoryInfo _slot = Directory.CreateTempSubdirectory("aops-slot");

    private string Spm => Path.Combine(_slot.FullName, "bin/aops-spm");

    private string Spa => Path.Combine(_slot.FullName, "bin/aops-spa");

    public SlotBuildTests()
    {
        StampedProgram.Write(Spm, Build, "2.0.0");
        StampedProgram.Write(Spa, Build, "2.0.0");
        File.WriteAllText(Path.Combine(_slot.FullName, "bin/control"), "#!/bin/sh\n");
        WriteManifest($$"""{"version":"2.0.0","buildId":"{{Build}}"}""");
    }

    public void Dispose() => _slot.Delete(recursive: true);

    [Fact]
    public void FindFault_OfOneBuild_IsNone() => Assert.Null(SlotBuild.FindFault(Spm));

    [Fact]
    public void FindFault_OutsideOfASlot_IsNone()
    {
        File.Delete(Path.Combine(_slot.FullName, "manifest.json"));

        Assert.Null(SlotBuild.FindFault(Spm));
    }

    [Fact]
    public void FindFault_NamesTheProgramOfAnotherBuild()
    {
        StampedProgram.Write(Spa, OtherBuild, "2.0.0");

        var fault = SlotBuild.FindFault(Spm);

        Assert.Contains("bin/aops-spa", fault);
        Assert.Contains(OtherBuild, fault);
    }

    [Fact]
    public void FindFault_NamesTheProgramOfAnotherVersion()
    {
        StampedProgram.Write(Spm, Build, "1.0.0");

        Assert.Contains("is version 1.0.0", SlotBuild.FindFault(Spm));
    }

    [Theory]
    [InlineData("""{"version":"2.0.0"}""")]
    [InlineData("""{"version":"2.0.0","buildId":7}""")]
    [InlineData("""[]""")]
    public void FindFault_WithoutABuildInTheManifest_IsOne(string manifest)
    {
        WriteManifest(manifest);

        Assert.Contains("(none)", SlotBuild.FindFault(Spm));
    }

    [Fact]
    public void FindFault_OfADamagedManifest_Throws()
    {
        WriteManifest("""{"version":""");

        Assert.Throws<InvalidDataException>(() => SlotBuild.FindFault(Spm));
    }

    private void WriteManifest(string content) =>
        File.WriteAllText(Path.Combine(_slot.FullName, "manifest.json"), content);
}
