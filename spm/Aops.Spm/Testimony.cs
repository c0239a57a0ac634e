using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Local;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Native.Crypto;

namespace Aops.Spm;

/// <summary>
/// <c>--witness</c>: how the judge of a trial asks the previous version for its result. It reads this
/// host's settings, identity and trust with this version's code, asks the server once whether it accepts
/// this host, and prints the answer.
/// </summary>
internal static class Testimony
{
    public static int Give(AopsLayout layout)
    {
        SystemAuthorities.ReplaceBy(layout.TrustCa);
        var testimony = AskAsync(layout).GetAwaiter().GetResult();
        Console.WriteLine(JsonSerializer.Serialize(testimony, ContractsJson.Default.WitnessTestimony));
        return ExitCodes.Ok;
    }

    private static async Task<WitnessTestimony> AskAsync(AopsLayout layout)
    {
        try
        {
            if (OpenSsl.FindFault() is { } missing) return Say(WitnessWords.Unreachable, missing);
            if (IdentityFile.Read(layout) is not { } identity)
                return Say(WitnessWords.Absent, $"{layout.Identity} is missing");
            if (FindConnection(layout) is not { } connection)
                return Say(WitnessWords.Absent, $"{layout.Conf} sets no heartbeatSrv");
            return await ConnectionWitness.AskAsync(connection, identity, CancellationToken.None) switch
            {
                WitnessOutcome.Accepted accepted => new WitnessTestimony
                {
                    Outcome = WitnessWords.Accepted,
                    HeardVersion = accepted.HeardVersion,
                    HeardSecondsAgo = accepted.HeardSecondsAgo,
                },
                WitnessOutcome.Refused refused => Say(WitnessWords.Refused, refused.Reason),
                WitnessOutcome.Unreachable unreachable => Say(WitnessWords.Unreachable, unreachable.Reason),
                _ => Say(WitnessWords.Unreachable, "an outcome that is not known"),
            };
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Say(WitnessWords.Unreachable, e.Message);
        }
    }

    // The connection proven last; a host that never changed it uses its files.
    private static ServerConnection? FindConnection(AopsLayout layout)
    {
        if (ConnectionFile.TryRead(layout, out _)?.InForce() is { } inForce) return inForce;
        var files = ConnectionFiles.Read(layout, SettingsFile.Read(layout.Conf).Settings);
        return files.Server is { } server ? new ServerConnection(server, files.Proxy, files.Authority) : null;
    }

    private static WitnessTestimony Say(string outcome, string reason) => new() { Outcome = outcome, Reason = reason };
}
