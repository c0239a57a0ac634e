using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Local;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Spa;

/// <summary>
/// <c>--self-test</c>: proves that this binary loads and that its settings, journal and wire code work,
/// before an upgrade switches to it. A fault of the host (invalid conf.yml, damaged journal) does not count
/// against the binary.
/// </summary>
internal static class SelfTest
{
    public static int Run(AopsLayout layout)
    {
        if (FindMixedBuild() is { } mixed)
        {
            Console.Error.WriteLine($"aops-spa: the self-test failed: {mixed}; this binary must not be switched to");
            return ExitCodes.Software;
        }
        _ = SettingsFile.Read(layout.Conf);
        var journal = JournalStore.SelfCheck(new UpgradeJournal { Current = Product.Version });
        var pong = System.Text.Json.JsonSerializer.Serialize(
            new Pong { Sequence = 1, RssBytes = 1 }, ContractsJson.Default.LocalMessage);
        if (!journal || !pong.Contains("\"beat-reply\"", StringComparison.Ordinal) || ProcessIdentity.Self.Pid <= 0)
        {
            Console.Error.WriteLine("aops-spa: the self-test failed; this binary must not be switched to");
            return ExitCodes.Software;
        }
        Console.Out.WriteLine("ok");
        return ExitCodes.Ok;
    }

    private static string? FindMixedBuild()
    {
        try
        {
            return SlotBuild.FindFault(Environment.ProcessPath!);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return e.Message;
        }
    }
}
