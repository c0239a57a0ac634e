using System.Runtime.InteropServices;
using Aops.Hosting.Logging;
using Aops.Native.Processes;

namespace Aops.Hosting.Settings;

/// <summary>
/// SIGHUP, which a log rotation and an operator send by habit: the log file is looked for by its name, and conf.yml is read
/// again. Both happen by themselves too, so nothing depends on the signal.
/// </summary>
public sealed class ReloadSignal : IDisposable
{
    private readonly PosixSignalRegistration _registration;

    /// <summary>Takes the signal from now on.</summary>
    /// <param name="settings">The settings to read again.</param>
    /// <param name="logging">The log whose file is to be there.</param>
    public ReloadSignal(SettingsWatcher settings, AgentLogging logging)
    {
        // The runtime takes no signal that is ignored, as this one is until here.
        Signal.SetDefault(Signal.SIGHUP);
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            logging.CheckFile();
            settings.Reread();
        });
    }

    /// <summary>Leaves the signal to its default again, which ends the process.</summary>
    public void Dispose() => _registration.Dispose();
}
