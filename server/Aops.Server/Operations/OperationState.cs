namespace Aops.Server.Operations;

/// <summary>How far an operation is.</summary>
internal enum OperationState
{
    /// <summary>Hosts are left.</summary>
    Running,

    /// <summary>All are done.</summary>
    Done,

    /// <summary>A later one of the same layer has taken its place; the hosts that it had not done are that one's.</summary>
    Superseded,
}
