using Aops.Contracts.Wire.Runs;
using Aops.Layout;

namespace Aops.Spm.Runs;

/// <summary>
/// Turns an order to send the diagnosis of this host into a command of the suite's own, which writes it without secrets.
/// </summary>
internal static class SentDiagnosis
{
    private const int SecondsMax = 120;

    /// <summary>What is run for it.</summary>
    public static RunVerdict Allow(AopsLayout layout, DateTimeOffset startBefore)
    {
        var command = new RunCommand
        {
            Args = [layout.ServiceProgram, "diagnose", "--root", layout.Root, "--output", "-"],
            TimeoutSeconds = SecondsMax,
        };
        return new RunVerdict.Allowed(command) { StartBefore = startBefore };
    }
}
