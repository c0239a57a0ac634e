namespace Aops.AgentService.Uninstall;

/// <summary>What an uninstall retains.</summary>
internal enum UninstallRetention
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>conf.yml.</summary>
    Conf,

    /// <summary>conf.yml, the identity and the trusted certificates, for a later install.</summary>
    Data,
}
