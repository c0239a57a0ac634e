using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Hosting.Settings;
using Aops.Upgrade.Journal;

namespace Aops.Spm;

/// <summary>
/// <c>--self-test</c>: what an upgrade asks of a new binary before it switches to it. It loads what only fails at the
/// first use (the TLS library, the codec, the helper library), reads this host's files with this version's code, and
/// changes nothing.
/// </summary>
internal static class SelfTest
{
    public static int Run(AopsLayout layout)
    {
        try
        {
            SHA256.HashData("self-test"u8);
            Aops.Native.Zstd.ZstdLibrary.Check();
            Aops.Supervision.Children.Accounts.Check();
            using var http = ServerHttp.Create(layout, new Health.FaultBoard());
            if (File.Exists(layout.Conf))
            {
                foreach (var fault in SettingsFile.Read(layout.Conf).Faults)
                    Console.WriteLine($"note: {fault}; the version before would refuse it likewise");
            }
            var journal = new JournalStore(layout, TimeProvider.System).Read().Journal;
            Console.WriteLine($"ok: {Product.Describe("aops-spm")}, journal {journal.Phase}");
            return ExitCodes.Ok;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"aops-spm: the self-test failed: {e}");
            return ExitCodes.Software;
        }
    }
}
