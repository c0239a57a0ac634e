namespace Aops.Supervision.Launching;

/// <summary>A limit that a control group holds.</summary>
internal enum GroupLimit
{
    /// <summary>Processor time.</summary>
    Cpu,

    /// <summary>Memory.</summary>
    Memory,

    /// <summary>Processes and threads.</summary>
    Tasks,
}
