namespace Aops.Server.Desired;

/// <summary>What a host holds beside what it should.</summary>
internal enum HostStep
{
    /// <summary>It holds what it should.</summary>
    InStep,

    /// <summary>It holds something else that is known here: it is sent what it should hold.</summary>
    Behind,

    /// <summary>It holds what this database does not know: nothing is sent, and it is asked for it.</summary>
    Unknown,
}
