using System.Security.Cryptography;
using System.Text;
using Aops.AgentService.Faults;
using Aops.AgentService.Upgrade;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Releases.Packages;
using Aops.Upgrade.Journal;

namespace Aops.AgentService.Tests;

/// <summary>What a package's version means to a host, by what the host runs.</summary>
public sealed class PackageUpgradeTests : IDisposable
{
    private readonly TemporaryRoot _root = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task WithoutAPackage_IsNoInput() =>
        Assert.Equal(ExitCodes.NoInput, (await Assert.ThrowsAsync<ServiceException>(RunAsync)).ExitCode);

    [Fact]
    public async Task HostThatIsNotEnrolled_IsToldWhatToDo()
    {
        LayOutSeed("2.0.0");

        var outcome = await RunAsync();

        Assert.True(outcome.Ok);
        Assert.Contains(_root.Layout.EnrolmentToken, outcome.Message, StringComparison.Ordinal);
        Assert.Contains(_root.Layout.Conf, outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.0.0", "installed already")]
    [InlineData("0.9.0", "1.0.0 stays: it is newer")]
    [InlineData("1.0.0-rc1", "1.0.0 stays: it is newer")]
    [InlineData("2.0.0", "the suite is stopped")]
    public async Task NothingIsOrdered(string version, string words)
    {
        LayOutSeed(version);
        LayOutHost();

        var outcome = await RunAsync();

        Assert.True(outcome.Ok);
        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(["1.0.0"], Directory.EnumerateDirectories(_root.Layout.Releases).Select(Path.GetFileName));
    }

    [Fact]
    public async Task VersionThatFailedHere_IsNotTriedAgain()
    {
        LayOutSeed("2.0.0");
        LayOutHost(new FailedVersion { Version = "2.0.0", Generation = 1, Reason = "it crashed", At = DateTimeOffset.UnixEpoch });
        _root.StartMember(Role.Spm);

        Assert.Contains("it crashed", (await RunAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewerVersion_IsPlacedAsASlot_AndOrdered()
    {
        LayOutSeed("2.0.0");
        LayOutHost();
        _root.StartMember(Role.Spm);
        var wasWhole = false;
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, message =>
        {
            var order = Assert.IsType<UpgradeRequest>(message);
            wasWhole = SlotVerifier.VerifyAsync(_root.Layout.Slot(order.Version), Stop).GetAwaiter().GetResult().Count == 0;
            return [Report(order.Version)];
        });

        var outcome = await RunAsync();

        Assert.True(wasWhole);
        Assert.Contains("is under way", outcome.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_root.Layout.Opt, ".install")));
    }

    [Fact]
    public async Task RefusalOfTheServersOtherWish_IsAFault()
    {
        LayOutSeed("2.0.0");
        LayOutHost();
        _root.StartMember(Role.Spm);
        await using var spm = FakeSpm.Start(_root.Layout, Role.Spm, _ => [new FaultReply { Message = "the server wants 1.0.0" }]);

        var fault = await Assert.ThrowsAsync<ServiceException>(RunAsync);

        Assert.Contains("the server wants 1.0.0", fault.Message, StringComparison.Ordinal);
    }

    private Task<Outcome> RunAsync() => new PackageUpgrade(_root.Context).RunAsync(Stop);

    private void LayOutHost(params FailedVersion[] failed)
    {
        _root.LayOutSlot();
        new JournalStore(_root.Layout, TimeProvider.System, _ => { }).Mutate(
            j => j with { Current = TemporaryRoot.Version, Failed = failed });
    }

    private void LayOutSeed(string version)
    {
        var file = Path.Combine(_root.Layout.Seed, "bin/aops-spm");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, version);
        File.SetUnixFileMode(file, Native.Files.AtomicFile.Executable);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version)));
        File.WriteAllText(Path.Combine(_root.Layout.Seed, PackageManifest.FileName), $$"""
            {"schema":1,"kind":"agent","name":"aops-agent","version":"{{version}}","architecture":"{{PackageKinds.LocalArchitecture}}",
             "files":[{"path":"bin/aops-spm","mode":"0755","size":{{version.Length}},"sha256":"{{sha256}}"}]}
            """);
    }

    private static UpgradeProgress Report(string version) => new()
    {
        Report = new() { From = "1.0.0", To = version, Phase = UpgradePhase.Downloading, At = DateTimeOffset.UtcNow },
    };
}
