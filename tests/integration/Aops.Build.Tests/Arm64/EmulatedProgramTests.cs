using System.Globalization;
using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Build.Tests.Arm64;

/// <summary>
/// The programs for arm64 start, on this machine, by an emulator of the processor: no emulated kernel, so nothing of processes
/// or supervision is tried here.
/// </summary>
public sealed partial class EmulatedProgramTests
{
    private const string Emulator = "qemu-aarch64-static";

    private static readonly string SysRoot = Path.Combine(PublishedPrograms.Tree, "artifacts/sysroot-arm64");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Programs =>
        ["aops-spm", "aops-spa", "aops-launch", "aops-agent-service", "aops-server", "aops-release", "aops", "aops-host-metrics",
            "aops-log-tail"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Version_NamesTheProcessor(string name)
    {
        var answer = (await EmulateAsync(name, "--version")).MustSucceed();

        Assert.Matches($@"^{name} 1\.0\.0 \(commit \S+, \.NET \d+\.\d+\.\d+, native AOT, linux-arm64\)\n$", answer.Output);
    }

    [Theory]
    [InlineData("aops-spm")]
    [InlineData("aops-spa")]
    public async Task SelfTest_Passes(string name)
    {
        using var root = new TempRoot("arm64");

        var answer = (await EmulateAsync(name, "--self-test", "--root", root.Path)).MustSucceed();

        Assert.StartsWith("ok", answer.Output, StringComparison.Ordinal);
    }

    // As docs/reference/PORTABILITY.md says for every processor.
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Program_AsksForNoNewerLibraryThanThePageSays(string name)
    {
        var floor = name is "aops-server" or "aops-release" ? 28 : 17;

        var symbols = (await Command.RunAsync("readelf", ["-W", "-V", Find(name)], Stop)).MustSucceed().Output;

        var asked = GlibcVersion().Matches(symbols).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(asked);
        Assert.True(asked.Max() <= floor, $"{name} asks for glibc 2.{asked.Max()}");
    }

    private static Task<CommandResult> EmulateAsync(string name, params string[] arguments) =>
        Command.RunAsync(Emulator, ["-L", SysRoot, Find(name), .. arguments], Stop);

    // Where they are not made there is nothing to start.
    private static string Find(string name)
    {
        var programs = PublishedPrograms.Find().For("arm64");
        Assert.SkipUnless(programs.Has(name, PublishedPrograms.First), "no programs for arm64: './build.sh test arm64' makes them");
        Assert.SkipUnless((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, Emulator))), $"{Emulator} not installed");
        return programs.Program(name);
    }

    [GeneratedRegex(@"GLIBC_2\.(\d+)")]
    private static partial Regex GlibcVersion();
}
