using System.Text;
using Aops.Contracts;
using Aops.Releases.Packages;
using static Aops.Releases.Tests.TarBuilder;

namespace Aops.Releases.Tests;

/// <summary>Packages that are signed, and hold what no package may: refused, and nothing is left.</summary>
public sealed class HostilePackageTests
{
    private static TarBuilder WithFile() => new TarBuilder().Manifest(Manifest(File("a", "x")));

    private static async Task<StageOutcome.Failed> StageAsync(byte[] package)
    {
        var repository = new RepositoryBuilder();
        repository.AddAgent(package);
        repository.Publish();
        using var host = new TestHost(repository);
        var failed = Assert.IsType<StageOutcome.Failed>(await host.StageAsync(repository.Source));
        Assert.Empty(host.LeftOvers());
        return failed;
    }

    private static async Task AssertHostileAsync(byte[] package, string because)
    {
        var failed = await StageAsync(package);
        Assert.Contains(because, failed.Sentence, StringComparison.Ordinal);
        Assert.Equal(StageFailure.Hostile, failed.Kind);
    }

    [Theory]
    [InlineData("/etc/passwd", "is absolute")]
    [InlineData("../a", "has the part '..'")]
    [InlineData("a/../../b", "has the part '..'")]
    [InlineData("./a", "has the part '.'")]
    [InlineData("a//b", "has the part ''")]
    [InlineData("a\nb", "control character")]
    [InlineData("a\u001b[2Jb", "control character")]
    [InlineData("manifest.json", "names itself")]
    [InlineData("manifest.json/a", "no directory")]
    public async Task Refuses_APathInTheManifest(string path, string because) =>
        await AssertHostileAsync(new TarBuilder().Manifest(Manifest(File(path, "x"))).Entry(path, "x").Package(), because);

    [Fact]
    public async Task Refuses_AnOverlongPath()
    {
        var path = string.Join('/', Enumerable.Repeat(new string('a', 100), 6));
        await AssertHostileAsync(new TarBuilder().Manifest(Manifest(File(path, "x"))).Package(), "longer than 512");
    }

    [Theory]
    [InlineData("4755")]
    [InlineData("2755")]
    [InlineData("1777")]
    public async Task Refuses_SpecialModes(string mode) =>
        await AssertHostileAsync(
            new TarBuilder().Manifest(Manifest(File("a", "x", mode))).Entry("a", "x", mode: "000" + mode).Package(),
            "set-uid");

    [Fact]
    public async Task Refuses_SetUidThatOnlyTheTarHas() =>
        await AssertHostileAsync(WithFile().Entry("a", "x", mode: "0004644").Package(), "another mode");

    [Theory]
    [InlineData("/etc/passwd", "not relative")]
    [InlineData("../../x", "leaves the package")]
    [InlineData("a/../../../x", "has the part '..'")]
    [InlineData("nothing", "nothing in the package")]
    [InlineData("", "not relative")]
    public async Task Refuses_ALinkThatLeavesTheTree(string target, string because)
    {
        var manifest = Manifest(new ManifestFile { Path = "d/link", Link = target }, File("a", "x"));
        await AssertHostileAsync(new TarBuilder().Manifest(manifest)
            .Entry("d/link", "", type: '2', link: target).Entry("a", "x").Package(), because);
    }

    [Fact]
    public async Task Refuses_AFileBelowALink()
    {
        var manifest = Manifest(new ManifestFile { Path = "d", Link = "e" }, File("e/a", "x"), File("d/a", "x"));
        await AssertHostileAsync(new TarBuilder().Manifest(manifest).Package(), "no directory");
    }

    [Fact]
    public async Task Refuses_ALinkThroughALink()
    {
        var manifest = Manifest(File("e/f/a", "x"), new ManifestFile { Path = "d", Link = "e" },
            new ManifestFile { Path = "l", Link = "d/f" });
        await AssertHostileAsync(new TarBuilder().Manifest(manifest).Package(), "nothing in the package");
    }

    [Fact]
    public async Task Refuses_ALinkOtherThanTheManifests()
    {
        var manifest = Manifest(File("a", "x"), new ManifestFile { Path = "l", Link = "a" });
        await AssertHostileAsync(new TarBuilder().Manifest(manifest).Entry("a", "x")
            .Entry("l", "", type: '2', link: "../../etc").Package(), "not the link");
    }

    [Theory]
    [InlineData('1')]
    [InlineData('3')]
    [InlineData('4')]
    [InlineData('6')]
    [InlineData('7')]
    [InlineData('2')]
    public async Task Refuses_EveryOtherType(char type) =>
        await AssertHostileAsync(WithFile().Entry("a", "", type: type, link: "manifest.json").Package(), "'a' is of type");

    [Fact]
    public async Task Refuses_ADuplicate() =>
        await AssertHostileAsync(WithFile().Entry("a", "x").Entry("a", "y").Package(), "there twice");

    [Fact]
    public async Task Refuses_ADuplicateInTheManifest() =>
        await AssertHostileAsync(new TarBuilder()
            .Manifest(Manifest(File("a", "x"), File("a", "y"))).Package(), "is there twice");

    [Fact]
    public async Task Refuses_AnExtraFile() =>
        await AssertHostileAsync(WithFile().Entry("a", "x").Entry("b", "y").Package(), "not in the manifest");

    [Fact]
    public async Task Refuses_AnExtraDirectory() =>
        await AssertHostileAsync(WithFile().Entry("d/", "", type: '5').Entry("a", "x").Package(), "directory 'd/'");

    [Fact]
    public async Task Refuses_AMissingFile() =>
        await AssertHostileAsync(WithFile().Package(), "are missing");

    [Fact]
    public async Task Refuses_APackageWithoutManifest() =>
        await AssertHostileAsync(new TarBuilder().Entry("a", "x").Package(), "first entry is not manifest.json");

    [Fact]
    public async Task Refuses_AnEmptyArchive() =>
        await AssertHostileAsync(new TarBuilder().Package(), "first entry is not manifest.json");

    [Fact]
    public async Task Refuses_ASizeOtherThanTheManifests() =>
        await AssertHostileAsync(WithFile().Entry("a", "", size: 8L * 1024 * 1024 * 1024 - 1).Package(), "bytes where the manifest says");

    [Fact]
    public async Task Refuses_DeclaredSizesBeyondTheBound()
    {
        var huge = File("a", "x") with { SizeBytes = Limits.PackageUnpackedBytesMax };
        await AssertHostileAsync(
            new TarBuilder().Manifest(Manifest(huge, huge with { Path = "b", SizeBytes = long.MaxValue })).Package(),
            "bytes together");
    }

    [Fact]
    public async Task Refuses_TooManyEntries()
    {
        var files = Enumerable.Range(0, Limits.PackageEntriesMax)
            .Select(i => new ManifestFile { Path = $"{i}", Link = "0" }).ToArray();
        await AssertHostileAsync(new TarBuilder().Manifest(Manifest(files)).Package(), "are more than");
    }

    [Theory]
    [InlineData('x')]
    [InlineData('L')]
    [InlineData('K')]
    [InlineData('g')]
    public async Task Refuses_AHeaderBomb(char type)
    {
        // 64 MiB of zeros as a header extension: a few packed kilobytes.
        var bomb = new TarBuilder().Entry("a", "", type: type, size: 64 * 1024 * 1024)
            .Raw(new byte[64 * 1024 * 1024]).Package();
        Assert.True(bomb.Length < 64 * 1024);
        var failed = await StageAsync(bomb);
        Assert.True(failed.Kind is StageFailure.Hostile or StageFailure.Tampered);
    }

    [Fact]
    public async Task Refuses_ASparseFile()
    {
        const string attributes = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n";
        await AssertHostileAsync(WithFile().Entry("pax", attributes, type: 'x').Entry("a", "x").Package(), "sparse");
    }

    [Fact]
    public async Task Refuses_DataAfterTheArchive() =>
        await AssertHostileAsync(WithFile().Entry("a", "x").Package(afterEnd: "more"u8.ToArray()), "follows the end");

    [Fact]
    public async Task Refuses_ZerosWithoutEndAfterTheArchive() =>
        await AssertHostileAsync(
            WithFile().Entry("a", "x").Package(afterEnd: new byte[64 * 1024 * 1024]), "longer than any may be");

    [Fact]
    public async Task Refuses_DataAfterTheFrame()
    {
        var failed = await StageAsync([.. GoodPackage(), .. Zstd("more"u8.ToArray())]);
        Assert.Contains("follows the end of the frame", failed.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ALargerWindow()
    {
        var content = new string('a', 32 * 1024 * 1024);
        var package = new TarBuilder().Manifest(Manifest(File("a", content))).Entry("a", content).Package(windowLog: 24);
        var failed = await StageAsync(package);
        Assert.Contains("memory", failed.Sentence, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refuses_AFileOtherThanTheManifests() =>
        Assert.Contains("SHA-256 differs",
            (await StageAsync(WithFile().Entry("a", "y").Package())).Sentence, StringComparison.Ordinal);

    [Fact]
    public async Task Refuses_WhatIsNoArchive() => await StageAsync(Zstd(Encoding.UTF8.GetBytes(new string('z', 5000))));

    [Fact]
    public async Task Refuses_WhatIsNotZstd() => await StageAsync("this is no package"u8.ToArray());

    [Fact]
    public async Task WrongSoftware_RefusesAnotherPackageUnderThisName()
    {
        var other = new TarBuilder().Manifest(Manifest(File("a", "x")) with { Version = "0.9" }).Entry("a", "x");
        await AssertHostileAsync(other.Package(), "not what was signed for");
    }
}
