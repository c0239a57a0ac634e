namespace Aops.Server.Events;

/// <summary>
/// Origin of an event. Each class has its own limit, so that events of one class do not displace those of
/// another. The numbers are stored.
/// </summary>
internal enum EventClass
{
    /// <summary>From heartbeats and results of agents; their number is unlimited.</summary>
    Agent = 0,

    /// <summary>From actions of operators and decisions of the server.</summary>
    Operator = 1,

    /// <summary>From enrolments.</summary>
    Enrolment = 2,
}
