namespace Aops.Rollouts.States;

/// <summary>Why a host is not part of a rollout.</summary>
public enum Exclusion
{
    /// <summary>It has what it should already.</summary>
    AlreadyThere,

    /// <summary>What it reports holds nothing of the release: no package of its architecture.</summary>
    NoPackage,

    /// <summary>Its server was put back to a copy that does not know what the host holds; an operator's word is needed.</summary>
    Diverged,

    /// <summary>It said that its suite was uninstalled.</summary>
    Uninstalled,

    /// <summary>No stage of the rollout takes it.</summary>
    NoStage,

    /// <summary>It was removed from the fleet.</summary>
    Removed,

    /// <summary>It does not have the layer any more.</summary>
    LeftLayer,

    /// <summary>An operator skipped its stage, or the host.</summary>
    Skipped,
}
