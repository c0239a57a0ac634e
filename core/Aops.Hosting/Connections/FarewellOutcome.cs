namespace Aops.Hosting.Connections;

/// <summary>What became of a farewell.</summary>
public abstract record FarewellOutcome
{
    private FarewellOutcome()
    {
    }

    /// <summary>The server has heard it.</summary>
    public sealed record Heard : FarewellOutcome;

    /// <summary>This host has no server: it was never enrolled, or an uninstallation has said farewell and left the data.</summary>
    public sealed record NoServer : FarewellOutcome;

    /// <summary>The server has not heard it.</summary>
    /// <param name="Why">A clause.</param>
    public sealed record Unheard(string Why) : FarewellOutcome;
}
