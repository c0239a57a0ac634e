using Aops.LogTail.Journal;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>The journal, by a journalctl of the test's own: what it is asked, and what is made of its answers.</summary>
public sealed class JournalSourceTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Entries_BecomeRecords_AndTheCursorIsStored()
    {
        var program = Program("""
            echo "$@" >> "$0.asked"
            printf '%s' '{"__CURSOR":"c1","__REALTIME_TIMESTAMP":"1900000000000000","MESSAGE":"hello",'
            printf '%s\n' '"_SYSTEMD_UNIT":"ssh.service","PRIORITY":"6","_PID":"7","SYSLOG_IDENTIFIER":"sshd"}'
            printf '%s\n' 'no json'
            printf '%s\n' '{"__CURSOR":"c2","__REALTIME_TIMESTAMP":"1900000000000000","MESSAGE":[104,105,255]}'
            exec sleep 1000
            """);
        using var source = Begin(program, isFromBeginning: true);
        var records = await ReadAsync(source, 2);
        Assert.Equal(["hello", "hi\ufffd"], records.Select(Reading.Message));
        Assert.Equal("ssh.service", records[0].GetProperty("unit").GetString());
        Assert.Equal("2030-03-17T17:46:40.000Z", records[0].GetProperty("time").GetString());
        Assert.Equal("c2", source.State.Cursor);
        Assert.Contains("1 entries", Assert.Single(source.Faults), StringComparison.Ordinal);
        Assert.Contains("--no-tail", await File.ReadAllTextAsync(program + ".asked", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_IsStartedAgainBehindItsLastEntry()
    {
        var program = Program("""
            echo "$@" >> "$0.asked"
            n=$(wc -l < "$0.asked")
            printf '%s\n' "{\"__CURSOR\":\"c$n\",\"__REALTIME_TIMESTAMP\":\"1900000000000000\",\"MESSAGE\":\"$n\"}"
            echo 'out of order' >&2
            exit 1
            """);
        using var source = Begin(program, isFromBeginning: true);
        Assert.Equal(["1", "2"], (await ReadAsync(source, 2)).Take(2).Select(Reading.Message));
        var asked = await File.ReadAllLinesAsync(program + ".asked", TestContext.Current.CancellationToken);
        Assert.Contains("--after-cursor=c1", asked[1], StringComparison.Ordinal);
        await Eventually.HoldsAsync(() => source.Faults.Any(f => f.Contains("out of order", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FirstStart_AtTheEnd_TakesThePositionOfTheLastEntryAlone()
    {
        var program = Program("""
            echo "$@" >> "$0.asked"
            printf '%s\n' '{"__CURSOR":"old","__REALTIME_TIMESTAMP":"1","MESSAGE":"old"}'
            printf '%s\n' '{"__CURSOR":"new","__REALTIME_TIMESTAMP":"2","MESSAGE":"new"}'
            exec sleep 1000
            """);
        using var source = Begin(program, isFromBeginning: false);
        Assert.Equal("new", Reading.Message(Assert.Single(await ReadAsync(source, 1))));
        Assert.Equal("new", source.State.Cursor);
    }

    [Fact]
    public async Task Missing_IsASentence()
    {
        using var source = Begin(_folder["nothing"], isFromBeginning: true);
        await Eventually.HoldsAsync(() => source.Faults.Count > 0);
        Assert.Contains("cannot be started", source.Faults[0], StringComparison.Ordinal);
        Assert.Contains("part of systemd", source.Faults[0], StringComparison.Ordinal);
    }

    private static JournalSource Begin(string program, bool isFromBeginning) =>
        new(new SourceSettings { Name = "journal", Journal = new([], null), FromBeginning = isFromBeginning },
            Chunks.Head, earlier: null, TimeProvider.System, program);

    private static async Task<List<System.Text.Json.JsonElement>> ReadAsync(JournalSource source, int wanted)
    {
        var records = new List<System.Text.Json.JsonElement>();
        await Eventually.HoldsAsync(() =>
        {
            records.AddRange(Reading.Pass(source, TimeProvider.System));
            return records.Count >= wanted;
        });
        return records;
    }

    private string Program(string script)
    {
        var path = _folder["journalctl"];
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return path;
    }
}
