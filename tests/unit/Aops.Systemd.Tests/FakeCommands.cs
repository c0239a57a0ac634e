using Aops.Systemd.Client;

namespace Aops.Systemd.Tests;

/// <summary>A <c>systemctl</c> and a <c>systemd-run</c> that write down what they were told, and answer what a test wants.</summary>
internal sealed class FakeCommands : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-commands-").FullName;

    public FakeCommands()
    {
        foreach (var program in new[] { "systemctl", "systemd-run" }) Write(program, "");
        Answer("", 0);
    }

    private string Log => Path.Combine(_folder, "log");

    /// <summary>What was run, a line each, words in brackets.</summary>
    public string[] Runs => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    /// <summary>What both print, and their exit code.</summary>
    public void Answer(string text, int code)
    {
        File.WriteAllText(Path.Combine(_folder, "text"), text);
        File.WriteAllText(Path.Combine(_folder, "code"), $"{code}");
    }

    /// <summary>Makes systemctl do something before it answers.</summary>
    public void Do(string script) => Write("systemctl", script);

    /// <summary>Options with these programs.</summary>
    public SystemdOptions Options(string address) => new()
    {
        BusAddress = address,
        SystemctlPath = Path.Combine(_folder, "systemctl"),
        SystemdRunPath = Path.Combine(_folder, "systemd-run"),
        ConnectTimeMax = TimeSpan.FromMilliseconds(500),
        CallTimeMax = TimeSpan.FromMilliseconds(800),
        RetryTimeMax = TimeSpan.FromMilliseconds(300),
        BusPause = TimeSpan.FromSeconds(60),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string program, string script)
    {
        var path = Path.Combine(_folder, program);
        var unfinished = path + ".new";
        File.WriteAllText(unfinished, $"""
            #!/bin/sh
            line={program}
            for word; do line="$line [$word]"; done
            printf '%s\n' "$line" >>'{Log}'
            {script}
            cat '{_folder}/text'
            exit "$(cat '{_folder}/code')"

            """);
        File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Move(unfinished, path, overwrite: true);
    }
}
