namespace Aops.Server.Connections;

/// <summary>The connections of one address.</summary>
internal sealed class AddressShare
{
    /// <summary>Those that make way.</summary>
    public YieldOrder Yielding { get; } = new();

    /// <summary>How many are open.</summary>
    public int Count { get; set; }
}
