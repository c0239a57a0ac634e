namespace Aops.Server.Events;

/// <summary>
/// Whose events they are. Each class is kept within a bound of its own, so that none pushes out those of another.
/// The numbers are stored.
/// </summary>
internal enum EventClass
{
    /// <summary>What an agent's heartbeats and answers tell; as many as agents like.</summary>
    Agent = 0,

    /// <summary>What an operator did, and what the server decided.</summary>
    Operator = 1,

    /// <summary>Hosts that enrolled.</summary>
    Enrolment = 2,
}
