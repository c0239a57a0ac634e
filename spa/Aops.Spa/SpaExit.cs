using System.Runtime.InteropServices;

namespace Aops.Spa;

/// <summary>Why this life ends.</summary>
/// <param name="IsReplacement">Whether the process goes on with another image.</param>
/// <param name="Reason">Why.</param>
internal sealed record SpaExit(bool IsReplacement, string Reason)
{
    /// <summary>The end by a signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="isToStayDown">Whether the suite was told to stay down.</param>
    /// <param name="whatFollows">What systemd does next; null where it does not run this process.</param>
    public static SpaExit ForSignal(PosixSignal signal, bool isToStayDown, string? whatFollows)
    {
        var next = isToStayDown ? "the suite is to stay down" : whatFollows ?? "aops-spm starts aops-spa again";
        return new SpaExit(false, $"{signal}; {next}");
    }
}
