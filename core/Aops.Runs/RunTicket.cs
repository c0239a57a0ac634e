using System.Text.Json;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;

namespace Aops.Runs;

/// <summary>
/// <c>ticket.json</c>: spm's note of a run. It is written durably before anything of the run begins, and stays for as
/// long as the server may send the run once more.
/// </summary>
public sealed record RunTicket
{
    // An envelope of 192 KiB in base64, parameters of 64 times 8,192 characters, a command.
    private const int BytesMax = 32 * 1024 * 1024;

    /// <summary>Schema version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Identity of the run.</summary>
    public required string Id { get; init; }

    /// <summary>What the server sent; null once the run has ended.</summary>
    public RunOrder? Order { get; init; }

    /// <summary>Nonce of the signed command, once it is known; null for none.</summary>
    public string? Nonce { get; init; }

    /// <summary>After this time the server's order, and the nonce, are not taken any more, UTC.</summary>
    public required DateTimeOffset RememberUntil { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunStage Stage { get; init; }

    /// <summary>How often a keeper was started.</summary>
    public int Starts { get; init; }

    /// <summary>Whether it may be started again where it is not known if it ran.</summary>
    public bool IsSafeToRepeat { get; init; }

    /// <summary>Whether neither another exclusive run nor an upgrade happens beside it.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Whether the server wants it to end.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>What the server is told.</summary>
    public required RunReport Report { get; init; }

    /// <summary>The phase that the server has; null for none.</summary>
    public RunPhase? Reported { get; init; }

    /// <summary>Whether the server has all output that this host has, or does not want it.</summary>
    public bool IsOutputDelivered { get; init; }

    /// <summary>Whether nothing of it is left to do: it has ended, and the server knows.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsSettled => Stage == RunStage.Ended && Reported == Report.Phase && IsOutputDelivered;

    /// <summary>Writes the ticket durably, mode 0600.</summary>
    /// <exception cref="IOException">It cannot be written; the earlier one stays.</exception>
    public void Write(string path) =>
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(this, TicketJson.Default.RunTicket));

    /// <summary>Reads a ticket.</summary>
    /// <returns>The ticket; null if there is no file, or it is no ticket.</returns>
    /// <exception cref="IOException">The file exists and cannot be read now.</exception>
    public static RunTicket? TryRead(string path) =>
        KeeperFile.TryRead(path, TicketJson.Default.RunTicket, BytesMax);
}
