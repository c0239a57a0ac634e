namespace Aops.Hosting.Connections;

/// <summary>What one event leads to.</summary>
/// <param name="Record">The new record; the same object where nothing changes.</param>
/// <param name="Actions">What is to be done after it was written.</param>
public sealed record ConnectionStep(ConnectionRecord Record, ConnectionActions Actions = ConnectionActions.None);

/// <summary>What a change of the connection asks for.</summary>
[Flags]
public enum ConnectionActions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The next heartbeat goes out at once, over what is in force now.</summary>
    Beat = 1,

    /// <summary>Both servers are asked, which brings <see cref="ConnectionEvent.Asked"/>.</summary>
    Ask = 2,

    /// <summary>ca.pem is written from the proven connection.</summary>
    WriteAuthority = 4,
}
