namespace Aops.Hosting.Connections;

/// <summary>The outcome of one event.</summary>
/// <param name="Record">The new record; the same object if nothing changes.</param>
/// <param name="Actions">What to do after the record was written.</param>
public sealed record ConnectionStep(ConnectionRecord Record, ConnectionActions Actions = ConnectionActions.None);

/// <summary>Actions that follow a change of the connection.</summary>
[Flags]
public enum ConnectionActions
{
    /// <summary>No action.</summary>
    None = 0,

    /// <summary>Send the next heartbeat at once, over the connection in force.</summary>
    SendHeartbeat = 1,

    /// <summary>Ask both servers, and report the outcomes as <see cref="ConnectionEvent.Asked"/>.</summary>
    Ask = 2,

    /// <summary>Write ca.pem from the proven connection.</summary>
    WriteAuthority = 4,
}
