using System.Runtime.InteropServices;
using Aops.Hosting.Logging;
using Aops.Native.Processes;

namespace Aops.Hosting.Settings;

/// <summary>
/// Handles SIGHUP, which log rotations and operators send by convention: checks the log file's name and reads
/// conf.yml again. Both also happen without the signal, so nothing depends on it.
/// </summary>
public sealed class ReloadSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    /// <summary>Handles the signal from now on.</summary>
    /// <param name="settings">The settings to read again.</param>
    /// <param name="logging">The log whose file is checked.</param>
    public ReloadSignal(SettingsWatcher settings, AgentLogging logging)
    {
        // The runtime does not handle a signal that is ignored, as SIGHUP is until here.
        Signal.SetDefault(Signal.SIGHUP);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            logging.Check();
            settings.Reread();
        });
    }

    /// <summary>Restores the default disposition, which ends the process.</summary>
    public void Dispose() => _registration.Dispose();
}
