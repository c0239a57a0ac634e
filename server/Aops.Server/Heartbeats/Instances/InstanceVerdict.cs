namespace Aops.Server.Heartbeats.Instances;

/// <summary>What a heartbeat shows about the instances of its identity.</summary>
internal enum InstanceVerdict
{
    /// <summary>The known instance, also after a lost reply, a restart, or with a new network card.</summary>
    Same,

    /// <summary>
    /// Another instance in its place: after a boot, a move to other hardware, or for the first time.
    /// </summary>
    Successor,

    /// <summary>
    /// An older state of the instance, such as a restored snapshot; if it happens again, there are two.
    /// </summary>
    Returned,

    /// <summary>Two run at once and cannot be told apart: both are served, and the operator is told.</summary>
    Two,

    /// <summary>Two run at once, and this is the later one: it is refused.</summary>
    Rival,
}
