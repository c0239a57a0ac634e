using Aops.Contracts;
using Aops.Releases.Compression;
using Aops.ReleaseTool.Packing;
using Aops.TestSupport;

namespace Aops.ReleaseTool.Tests;

public sealed class PackTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private Task<int> PackSubAgentAsync() => _tool.RunAsync("pack", "--input", _tool["sub"], "--kind", "subagent",
        "--name", "demo", "--version", "1.0", "--output", _tool["sub.tar.zst"]);

    [Fact]
    public async Task SameInput_GivesSameBytes()
    {
        var first = File.ReadAllBytes(await _tool.PackAsync());
        _tool.MakeFolder("again");
        File.SetLastWriteTimeUtc(_tool["again/conf/a.txt"], DateTime.UnixEpoch.AddDays(1));
        File.SetUnixFileMode(_tool["again/conf/a.txt"], UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal(first, File.ReadAllBytes(await _tool.PackAsync(folder: "again")));
    }

    // A package that was signed is so not lost by a version that was not counted up.
    [Fact]
    public async Task FileThatIsThere_IsReplaced_ByTheSameBytesAlone()
    {
        _tool.Write("sub/run", "#!/bin/sh\n", executable: true);
        _tool.Write("sub/subagent.json", """{"name":"demo","version":"1.0","exec":"run"}""");
        string[] pack = ["pack", "--input", _tool["sub"], "--output", _tool["x"], "--json"];
        await _tool.OkAsync(pack);
        var first = File.ReadAllBytes(_tool["x"]);

        await _tool.OkAsync(pack);
        Assert.False((bool)System.Text.Json.Nodes.JsonNode.Parse(_tool.Output)!["changed"]!);
        _tool.Write("sub/run", "#!/bin/sh\nexit 1\n", executable: true);
        var refused = await _tool.RunAsync(pack);

        Assert.Equal((ExitCodes.CannotWrite, first.Length), (refused, File.ReadAllBytes(_tool["x"]).Length));
        Assert.Equal(first, File.ReadAllBytes(_tool["x"]));
        Assert.Equal(["sub", "x"], Directory.EnumerateFileSystemEntries(_tool.Root).Select(Path.GetFileName).Order());

        await _tool.OkAsync([.. pack, "--force"]);
        Assert.True((bool)System.Text.Json.Nodes.JsonNode.Parse(_tool.Output)!["changed"]!);
        Assert.NotEqual(first, File.ReadAllBytes(_tool["x"]));
    }

    // The same content by another hand: made in another order, with other times, under another umask, and
    // packed by a process of another language and time zone.
    [Fact]
    public async Task OrderTimesUmaskAndLocale_ChangeNoByte()
    {
        string[] names = [.. AgentContents.Programs, "a", "B", "b.txt", "ä", "Z", "_", "z/1", "z.d/2", "İ", "ı/i"];
        foreach (var (folder, order, umask) in new[] { ("one", names, "022"), ("two", names.Reverse().ToArray(), "077") })
        {
            var script = $"umask {umask}\n" + string.Join('\n', order.Select(name =>
                $"mkdir -p \"$(dirname '{folder}/{name}')\"; printf '%s' '{name}' >'{folder}/{name}'"))
                + $"\nln -s b.txt {folder}/link; chmod u+x {folder}/B {folder}/bin/*";
            await ShellAsync(script, []);
        }
        await ShellAsync("find two -exec touch -h -d '2001-02-03 04:05:06' {} +", []);

        await PackByProgramAsync("one", "C", "UTC");
        await PackByProgramAsync("two", "tr_TR.UTF-8", "Pacific/Kiritimati");

        Assert.Equal(File.ReadAllBytes(_tool["one.tar.zst"]), File.ReadAllBytes(_tool["two.tar.zst"]));
    }

    private Task PackByProgramAsync(string folder, string locale, string timeZone) => ShellAsync(
        $"'{Path.Combine(AppContext.BaseDirectory, "aops-release")}' pack " +
        $"--input {folder} --kind agent --version 1 --output {folder}.tar.zst",
        [("LC_ALL", locale), ("LANG", locale), ("TZ", timeZone)]);

    private async Task ShellAsync(string script, (string Name, string Value)[] environment)
    {
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-euc", script])
        {
            WorkingDirectory = _tool.Root,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, error);
    }

    [Fact]
    public async Task LongNames_Survive()
    {
        var path = $"in/{string.Join('/', Enumerable.Repeat(new string('ä', 45), 4))}";
        _tool.MakeFolder();
        _tool.Write(path, "deep");
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());
    }

    [Fact]
    public async Task Repacking_AnUnpackedSlot_GivesSameBytes()
    {
        var first = await _tool.PackAsync();
        var bytes = File.ReadAllBytes(first);
        _tool.Write("in/manifest.json", "an old one");

        Assert.Equal(bytes, File.ReadAllBytes(await _tool.PackAsync()));
    }

    [Fact]
    public async Task Programs_OfOneBuildAndVersion_NameTheirBuildInTheManifest()
    {
        _tool.MakeFolder();
        StampedProgram.Write(_tool["in/bin/aops-spm"], new string('a', 32), "1.0");
        StampedProgram.Write(_tool["in/bin/aops-spa"], new string('a', 32), "1.0");

        var package = await _tool.PackAsync();

        await using var archive = new ZstdReadStream(File.OpenRead(package), Limits.ZstdWindowLogMax);
        await using var tar = new System.Formats.Tar.TarReader(archive);
        var manifest = new StreamReader((await tar.GetNextEntryAsync())!.DataStream!).ReadToEnd();
        Assert.Contains($"\"buildId\": \"{new string('a', 32)}\"", manifest);
    }

    [Fact]
    public async Task Programs_OfTwoBuilds_AreRefused()
    {
        _tool.MakeFolder();
        StampedProgram.Write(_tool["in/bin/aops-spm"], new string('a', 32), "1.0");
        StampedProgram.Write(_tool["in/bin/aops-spa"], new string('b', 32), "1.0");

        await RefuseAsync("of build aaaa", "of bbbb");
    }

    [Fact]
    public async Task Programs_OfAnotherVersion_AreRefused()
    {
        _tool.MakeFolder();
        StampedProgram.Write(_tool["in/bin/aops-spm"], new string('a', 32), "0.9");

        await RefuseAsync("'bin/aops-spm' is version 0.9, and --version says '1.0'");
    }

    private async Task RefuseAsync(params string[] sentences)
    {
        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("pack", "--input", _tool["in"], "--kind", "agent",
            "--version", "1.0", "--output", _tool["x"]));
        Assert.All(sentences, sentence => Assert.Contains(sentence, _tool.Error, StringComparison.Ordinal));
        Assert.False(File.Exists(_tool["x"]));
    }

    [Fact]
    public async Task SubAgent_IsPacked()
    {
        _tool.Write("sub/run", "#!/bin/sh\n", executable: true);
        _tool.Write("sub/subagent.json", """{"name":"demo","version":"1.0","exec":"run"}""");

        Assert.Equal(ExitCodes.Ok, await PackSubAgentAsync());
    }

    [Fact]
    public async Task SubAgent_EveryFaultIsReported()
    {
        _tool.Write("sub/run", "#!/bin/sh\n");
        _tool.Write("sub/subagent.json", """{"name":"other","version":"2.0","exec":"run","nice":99}""");

        Assert.Equal(ExitCodes.BadData, await PackSubAgentAsync());
        Assert.All(["nice", "'other'", "'2.0'", "not executable"],
            fault => Assert.Contains(fault, _tool.Error, StringComparison.Ordinal));
        Assert.False(File.Exists(_tool["sub.tar.zst"]));
    }

    [Fact]
    public async Task SubAgent_IsPackedByWhatItsSpecificationSays()
    {
        _tool.Write("sub/run", "#!/bin/sh\n", executable: true);
        _tool.Write("sub/subagent.json", """{"name":"demo","version":"1.0","exec":"run"}""");

        await _tool.OkAsync("pack", "--input", _tool["sub"], "--output", _tool["x"], "--json");

        var report = System.Text.Json.Nodes.JsonNode.Parse(_tool.Output)!;
        Assert.Equal(("demo", "1.0", "subagent"), ((string?)report["targets"]![0]!["name"],
            (string?)report["targets"]![0]!["version"], (string?)report["targets"]![0]!["kind"]));
        Assert.Equal(new FileInfo(_tool["x"]).Length, (long)report["bytes"]!);
        Assert.True((bool)report["ok"]!);
    }

    [Theory]
    [InlineData("\"readyness\":{}", "readyness: is not known; did you mean readiness?")]
    [InlineData("\"limits\":{\"memoryMaxBytes\":\"128MiB\"}", "write 134217728")]
    [InlineData("\"args\":[\"${NOPE}\"]", "args: ${NOPE} is not in the environment")]
    [InlineData("\"readiness\":{\"kind\":\"exec\",\"command\":[\"probe\"]}", "readiness.command 'probe' is not in the folder")]
    public async Task SubAgent_ThatAHostWouldRunOtherwise_IsRefused(string member, string sentence)
    {
        _tool.Write("sub/run", "#!/bin/sh\n", executable: true);
        _tool.Write("sub/subagent.json", $"{{\"name\":\"demo\",\"version\":\"1.0\",\"exec\":\"run\",{member}}}");

        Assert.Equal(ExitCodes.BadData, await PackSubAgentAsync());
        Assert.Contains(sentence, _tool.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("check", "--input", _tool["sub"]));
    }

    [Fact]
    public async Task SubAgent_OfAnUnknownUser_IsPackedWithANote()
    {
        _tool.Write("sub/run", "#!/bin/sh\n", executable: true);
        _tool.Write("sub/subagent.json", """{"name":"demo","version":"1.0","exec":"run","user":"nosuchuser"}""");

        Assert.Equal(ExitCodes.Ok, await PackSubAgentAsync());
        Assert.Contains("note: user 'nosuchuser' is not on this machine", _tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_WithoutItsPrograms_IsRefused()
    {
        _tool.Write("in/bin/aops-spm", "program", executable: true);
        _tool.Write("in/bin/aops-spa", "program");

        await RefuseAsync("'bin/aops-spa' is not executable", "'bin/aops-launch' is missing", "'bin/control' is missing");
    }

    [Fact]
    public async Task FolderWithoutFiles_IsRefused()
    {
        Directory.CreateDirectory(_tool["in"]);

        await RefuseAsync("holds no file");
    }

    [Fact]
    public async Task SubAgent_NeedsItsSpecification()
    {
        _tool.Write("sub/run", "");

        Assert.Equal(ExitCodes.BadData, await PackSubAgentAsync());
        Assert.Contains("subagent.json is not there", _tool.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_ALinkThatLeavesTheFolder()
    {
        _tool.MakeFolder();
        File.CreateSymbolicLink(_tool["in/out"], "../../etc/passwd");

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("pack", "--input", _tool["in"], "--kind", "agent",
            "--version", "1", "--output", _tool["x"]));
    }

    [Fact]
    public async Task Refuses_AFifo()
    {
        _tool.MakeFolder();
        using (var made = System.Diagnostics.Process.Start("mkfifo", _tool["in/fifo"])) made.WaitForExit();

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("pack", "--input", _tool["in"], "--kind", "agent",
            "--version", "1", "--output", _tool["x"]).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Refuses_ASetUidFile()
    {
        _tool.MakeFolder();
        File.SetUnixFileMode(_tool["in/bin/aops-spm"], (UnixFileMode)0x9ED);

        Assert.Equal(ExitCodes.BadData, await _tool.RunAsync("pack", "--input", _tool["in"], "--kind", "agent",
            "--version", "1", "--output", _tool["x"]));
    }

    [Theory]
    [InlineData(ExitCodes.NoInput, "--input", "/nonexistent/aops", "--kind", "agent", "--version", "1")]
    [InlineData(ExitCodes.Usage, "--input", "/tmp", "--kind", "other", "--version", "1")]
    [InlineData(ExitCodes.Usage, "--kind", "agent")]
    [InlineData(ExitCodes.Usage, "--input", "/etc/apt", "--kind", "agent")]
    [InlineData(ExitCodes.BadData, "--input", "/etc/apt", "--kind", "subagent", "--version", "1")]
    [InlineData(ExitCodes.BadData, "--input", "/etc/apt")]
    public async Task BadArguments_HaveTheirCode(int code, params string[] arguments) =>
        Assert.Equal(code, await _tool.RunAsync(["pack", .. arguments, "--output", _tool["x"]]));
}
