using Aops.AgentService.Verbs;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Files;

namespace Aops.AgentService.Status;

/// <summary>What systemd and the unit files say about the pair; empty if systemd does not run it.</summary>
/// <param name="manager">Name of the manager that runs the pair.</param>
internal sealed class UnitView(ServiceContext context, string manager)
{
    // Status must be quick, even if the bus hangs.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    private AopsLayout Layout => context.Layout;

    /// <summary>Whether systemd does not run the pair.</summary>
    internal bool IsNone => manager != ServiceManagers.Systemd;

    /// <summary>Unit files that are missing, changed or overridden, one sentence each.</summary>
    internal IEnumerable<string> FindFaults()
    {
        if (IsNone || context.ReadJournal() is not { IsTrial: false, Current: { } version }) return [];
        try
        {
            return
            [
                .. InstalledUnits.FindFaults(Layout, version).Select(fault => fault.Sentence),
                .. DropInBypass.Find(Layout).Select(bypass => bypass.Sentence),
            ];
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return [$"the unit files cannot be read: {e.Message}"];
        }
    }

    /// <summary>Why the unit of a member does not run, to follow "does not run"; empty if unknown.</summary>
    internal string WhyDown(Role role)
    {
        if (IsNone) return "";
        using var client = new SystemdClient(SystemdOptions.OneLook(AnswerTime));
        try
        {
            return client.TroubleOf(UnitNames.Of(role)) is { } trouble ? $": {trouble}" : "";
        }
        catch (SystemdException e)
        {
            return $"; systemd does not say why: {e.Message}";
        }
    }
}
