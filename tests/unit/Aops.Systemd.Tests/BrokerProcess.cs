using System.Diagnostics;

namespace Aops.Systemd.Tests;

/// <summary>A <c>dbus-daemon</c> of its own, as the other end of a connection.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private const string Program = "/usr/bin/dbus-daemon";

    private readonly string _folder = Directory.CreateTempSubdirectory("aops-bus-").FullName;
    private Process _process;

    public BrokerProcess()
    {
        var configuration = Path.Combine(_folder, "bus.conf");
        File.WriteAllText(configuration, $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <listen>unix:path={_folder}/bus</listen>
              <policy context="default">
                <allow send_destination="*"/> <allow own="*"/> <allow receive_sender="*"/>
              </policy>
            </busconfig>
            """);
        Address = $"unix:path={_folder}/bus";
        _process = Start();
    }

    /// <summary>Whether this host has one.</summary>
    public static bool IsThere => File.Exists(Program);

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts it again, at the same address.</summary>
    public void Restart()
    {
        Kill();
        _process.Dispose();
        _process = Start();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start()
    {
        var process = Process.Start(new ProcessStartInfo(
            Program, ["--config-file", Path.Combine(_folder, "bus.conf"), "--nofork", "--nopidfile", "--print-address"])
        {
            RedirectStandardOutput = true,
            // It complains of limits that it may not raise.
            RedirectStandardError = true,
        })!;
        // It listens before it says so.
        if (process.StandardOutput.ReadLine() is null) throw new InvalidOperationException($"{Program} ended");
        return process;
    }
}
