namespace Aops.Server.Runs;

/// <summary>A step that was stored.</summary>
/// <param name="Offered">Hosts that an order waits for.</param>
/// <param name="Moved">Every host that went to another phase by itself.</param>
/// <param name="HasEvents">Whether there is something to tell.</param>
internal sealed record RunStepDone(
    IReadOnlyList<string> Offered, IReadOnlyList<string> Moved, bool HasEvents);
