namespace Aops.Server.Audit;

/// <summary>What a statement demands of the write that runs it.</summary>
internal enum WriteDemand
{
    /// <summary>Nothing: it reads, or writes what hosts report or the server notes for itself.</summary>
    None,

    /// <summary>An audit row, or one of before that the write carries out: it changes what operators decide or see decided.</summary>
    Audit,

    /// <summary>It is never run: the audit is only ever added to.</summary>
    Refusal,
}
