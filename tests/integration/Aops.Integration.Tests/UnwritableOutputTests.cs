using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Every program by itself, with output that cannot be written.</summary>
public sealed class UnwritableOutputTests(FleetFixture fixture)
{
    public static TheoryData<string, string> Words
    {
        get
        {
            var words = new TheoryData<string, string>();
            foreach (var program in new[]
                     {
                         "aops-spm", "aops-spa", "aops-launch", "aops-agent-service", "aops-server", "aops-release",
                         "aops-host-metrics", "aops-log-tail",
                     })
            {
                words.Add(program, "--version");
            }
            words.Add("aops-agent-service", "settings");
            words.Add("aops-agent-service", "--help");
            return words;
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Case_B06_EveryProgram_SaysItByItsExitCode(string program, string word)
    {
        using var folder = new TempRoot("fifo");
        var fifo = Path.Combine(folder.Path, "fifo");
        var path = fixture.Fleet.Programs.Program(program);
        var result = await Command.RunAsync("/bin/sh", ["-c", $"{path} {word} >/dev/full"], Stop);
        Assert.Equal(74, result.ExitCode);
        Assert.Equal($"{program}: standard output cannot be written (No space left on device); what was asked for is done\n",
            result.Error);

        Assert.Equal(74, await ShellAsync($"{path} {word} >&- <&- 2>&-"));
        Assert.Equal(0, await ShellAsync($"{path} {word} 2>&-"));
        // The reader has gone before anything is written.
        Assert.Equal(74, await ShellAsync(
            $"mkfifo {fifo}; exec 3<>{fifo}; exec 4>{fifo}; exec 3>&-; rm {fifo}; {path} {word} >&4"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<int> ShellAsync(string line) =>
        (await Command.RunAsync("/bin/sh", ["-c", line], Stop)).ExitCode;
}
