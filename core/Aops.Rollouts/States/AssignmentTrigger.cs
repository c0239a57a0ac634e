namespace Aops.Rollouts.States;

/// <summary>What moves an assignment.</summary>
public enum AssignmentTrigger
{
    /// <summary>The host cannot be reached or may not be touched now.</summary>
    Leave,

    /// <summary>It can be reached and touched.</summary>
    Return,

    /// <summary>Its stage has room.</summary>
    Order,

    /// <summary>It was gone before it was ordered, as is known only now.</summary>
    Miss,

    /// <summary>It tells that it downloads.</summary>
    Download,

    /// <summary>It tells that it has unpacked.</summary>
    Stage,

    /// <summary>It tells that it has switched.</summary>
    Try,

    /// <summary>It tells that it has what it should.</summary>
    Succeed,

    /// <summary>It tells that it went back.</summary>
    RollBack,

    /// <summary>It tells that it gave up before the switch.</summary>
    Fail,

    /// <summary>It tells of a fault of the server, the network or its disk.</summary>
    Excuse,

    /// <summary>Its deadline has passed.</summary>
    Expire,

    /// <summary>It turned sick within the soak.</summary>
    Sicken,

    /// <summary>It was only not heard of, and is well.</summary>
    Recover,

    /// <summary>The rollout stands still or ends, or the host may not be touched any more.</summary>
    Withdraw,

    /// <summary>The rollout goes on, or an operator retries what failed.</summary>
    Again,

    /// <summary>The host was removed, has left the layer, or an operator skips it.</summary>
    Exclude,

    /// <summary>A later rollout of the layer is started.</summary>
    Supersede,
}
