using System.Diagnostics;

namespace Aops.Systemd.Tests;

/// <summary>A <c>dbus-daemon</c> of its own, as the other end of a connection.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private const string Program = "/usr/bin/dbus-daemon";

    private readonly string _folder = Directory.CreateTempSubdirectory("aops-bus-").FullName;
    private readonly Process _process;

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
        _process = Process.Start(new ProcessStartInfo(
            Program, ["--config-file", configuration, "--nofork", "--nopidfile", "--print-address"])
        {
            RedirectStandardOutput = true,
            // It complains of limits that it may not raise.
            RedirectStandardError = true,
        })!;
        Address = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Program} ended");
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

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
