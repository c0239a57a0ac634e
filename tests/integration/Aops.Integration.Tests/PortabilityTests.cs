using System.Globalization;
using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What the published programs ask of a host, read from their own dynamic sections.</summary>
public sealed partial class PortabilityTests(FleetFixture fixture)
{
    // RHEL 8 has it, and everything later.
    private static readonly Version GlibcMax = new(2, 28);

    // RHEL 7 has it: docs/reference/PORTABILITY.md.
    private static readonly Version AgentGlibcMax = new(2, 17);

    // All that a program may be linked to: the C library in its parts.
    private static readonly HashSet<string> Allowed =
        ["libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0", "ld-linux-x86-64.so.2"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Versions => [PublishedPrograms.First, PublishedPrograms.Second];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task NoProgram_AsksForANewerCLibraryThanThatOfRhel8(string version) =>
        await AssertGlibcAsync(fixture.Fleet.Programs.Everything(version), GlibcMax);

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task NoFileOfAnAgent_AsksForANewerCLibraryThanDocumented(string version)
    {
        var programs = fixture.Fleet.Programs;
        List<string> files =
        [
            .. PublishedPrograms.AgentPrograms.Select(name => programs.Program(name, version)),
            .. programs.Libraries(version),
        ];

        Assert.Contains(files, file => Path.GetFileName(file) == "libMono.Unix.so");
        await AssertGlibcAsync(files, AgentGlibcMax);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task NoProgram_NeedsOrSearchesALibraryOfItsOwn(string version)
    {
        foreach (var file in fixture.Fleet.Programs.Everything(version))
        {
            var header = (await Command.RunAsync("objdump", ["-p", file], Stop)).MustSucceed().Output;

            Assert.DoesNotMatch(@"\b(RPATH|RUNPATH)\b", header);
            var needed = Needed().Matches(header).Select(m => m.Groups[1].Value).ToList();
            Assert.Contains("libc.so.6", needed);
            Assert.Empty(needed.Where(name => !Allowed.Contains(name)).Select(name => $"{file} needs {name}"));
        }
    }

    private static async Task AssertGlibcAsync(IEnumerable<string> files, Version most)
    {
        foreach (var file in files)
        {
            var symbols = (await Command.RunAsync("objdump", ["-T", file], Stop)).MustSucceed().Output;

            var versions = GlibcVersion().Matches(symbols)
                .Select(m => Version.Parse(m.Groups[1].Value)).Distinct().ToList();

            Assert.NotEmpty(versions);
            var newer = symbols.Split('\n').Where(line => GlibcVersion().Match(line) is { Success: true } match
                && Version.Parse(match.Groups[1].Value) > most);
            Assert.True(versions.Max() <= most, string.Create(CultureInfo.InvariantCulture,
                $"{file} asks for more than GLIBC_{most}:\n{string.Join('\n', newer)}"));
        }
    }

    [GeneratedRegex(@"\bGLIBC_([0-9.]+)")]
    private static partial Regex GlibcVersion();

    [GeneratedRegex(@"^\s+NEEDED\s+(\S+)", RegexOptions.Multiline)]
    private static partial Regex Needed();
}
