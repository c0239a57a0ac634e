namespace Aops.Server.Heartbeats.Instances;

/// <summary>What a heartbeat tells of the instances of its identity.</summary>
internal enum InstanceVerdict
{
    /// <summary>The instance that is known: also after a lost answer, a restart, or with a new network card.</summary>
    Same,

    /// <summary>Another one in its place, as after a boot, a move to other hardware, or for the first time.</summary>
    Successor,

    /// <summary>An older state of the instance, as a restored snapshot is; where it happens again, there are two.</summary>
    Returned,

    /// <summary>Two run at once and cannot be told apart: both are served, and the operator is told.</summary>
    Two,

    /// <summary>Two run at once, and this is the later one: it is refused.</summary>
    Rival,
}
