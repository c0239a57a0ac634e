using System.Security.Cryptography;
using System.Text;
using Aops.Layout;
using Aops.Releases.Packages;
using Aops.Releases.Transport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Releases.Tests;

/// <summary>What a package of the distribution brings: copied and compared, and a source for healing.</summary>
public sealed class SeedPackageTests : IDisposable
{
    private const string Program = "bin/aops-spm";
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-seed-").FullName);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void WithoutASeed_ThereIsNone() => Assert.Null(SeedPackage.TryOpen(_layout));

    [Theory]
    [InlineData("subagent", "aops-agent", "x64")]
    [InlineData("agent", "another", "x64")]
    [InlineData("agent", "aops-agent", "riscv")]
    public void WhatIsNotTheSuiteForThisHost_IsNone(string kind, string name, string architecture)
    {
        LayOut("1.0", kind, name, architecture);

        Assert.Null(SeedPackage.TryOpen(_layout));
    }

    [Fact]
    public async Task Staged_IsTheReleaseAsItIs()
    {
        LayOut("1.0");

        var seed = SeedPackage.TryOpen(_layout)!;
        var staged = Assert.IsType<StageOutcome.Staged>(await seed.StageAsync(_layout.Releases, Stop));

        Assert.Equal("1.0", seed.Version);
        Assert.Empty(await SlotVerifier.VerifyAsync(staged.Directory, Stop));
        Assert.Equal("program", await File.ReadAllTextAsync(Path.Combine(staged.Directory, Program), Stop));
        Assert.Equal("aops-spm", new FileInfo(Path.Combine(staged.Directory, "bin/link")).LinkTarget);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData(null)]
    public async Task DamagedSeed_IsRefused_AndLeavesNothing(string? content)
    {
        LayOut("1.0");
        var program = Path.Combine(_layout.Seed, Program);
        if (content is null) File.Delete(program);
        else await File.WriteAllTextAsync(program, content, Stop);

        var failed = Assert.IsType<StageOutcome.Failed>(
            await SeedPackage.TryOpen(_layout)!.StageAsync(_layout.Releases, Stop));

        Assert.Contains("nothing was changed", failed.Sentence, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_layout.Releases));
    }

    [Fact]
    public async Task SlotOfItsVersion_IsHealedFromIt_AnotherIsNot()
    {
        LayOut("1.0");
        var client = new ReleaseClient(
            new DirectoryReleaseSource(_layout.Packages), _layout, TimeProvider.System, NullLogger.Instance);

        var healed = Assert.IsType<HealOutcome.Healed>(await client.HealAsync(
            PackageKind.Agent, PackageKinds.AgentName, "1.0", _layout.Slot("1.0"), Stop));
        var failed = await client.HealAsync(PackageKind.Agent, PackageKinds.AgentName, "2.0", _layout.Slot("2.0"), Stop);

        Assert.Contains(Program, healed.Files);
        Assert.Empty(await SlotVerifier.VerifyAsync(_layout.Slot("1.0"), Stop));
        Assert.IsType<HealOutcome.Failed>(failed);
        Assert.Single(Directory.EnumerateFileSystemEntries(_layout.Releases));
    }

    private void LayOut(
        string version, string kind = "agent", string name = PackageKinds.AgentName, string? architecture = null)
    {
        var program = Path.Combine(_layout.Seed, Program);
        Directory.CreateDirectory(Path.GetDirectoryName(program)!);
        File.WriteAllText(program, "program");
        File.SetUnixFileMode(program, Native.Files.AtomicFile.Executable);
        File.CreateSymbolicLink(Path.Combine(_layout.Seed, "bin/link"), "aops-spm");
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("program")));
        File.WriteAllText(Path.Combine(_layout.Seed, PackageManifest.FileName), $$"""
            {"schema":1,"kind":"{{kind}}","name":"{{name}}","version":"{{version}}",
             "architecture":"{{architecture ?? PackageKinds.LocalArchitecture}}","files":[
              {"path":"{{Program}}","mode":"0755","size":7,"sha256":"{{sha256}}"},
              {"path":"bin/link","size":0,"link":"aops-spm"}]}
            """);
    }
}
