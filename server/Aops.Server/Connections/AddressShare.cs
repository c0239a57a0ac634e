namespace Aops.Server.Connections;

/// <summary>The connections of one address.</summary>
internal sealed class AddressShare
{
    /// <summary>Those that may be closed for newer ones.</summary>
    public YieldOrder Yielding { get; } = new();

    /// <summary>Number of open connections.</summary>
    public int Count { get; set; }
}
