namespace Aops.Server.Audit;

/// <summary>Kinds of audited acts: what, and what became of it. A kind never gets another meaning.</summary>
internal static class AuditKinds
{
    public const string GroupCreate = "group.create";
    public const string GroupReplace = "group.replace";
    public const string GroupRemove = "group.remove";
    public const string LayerWrite = "layer.write";
    public const string LayerRevert = "layer.revert";
    public const string LayerMembers = "layer.members";
    public const string LabelsChange = "labels.change";
    public const string HostEnrol = "host.enrol";
    public const string HostWithdraw = "host.withdraw";
    public const string HostConsent = "host.consent";
    public const string HostRemove = "host.remove";
    public const string HostsRemove = "hosts.remove";
    public const string Batch = "batch.run";
    public const string CommandOrder = "command.order";
    public const string EnrolmentAsk = "enrolment.ask";
    public const string EnrolmentDecide = "enrolment.decide";
    public const string EnrolmentRemove = "enrolment.remove";
    public const string CloneAsk = "clone.ask";
    public const string CloneDecide = "clone.decide";
    public const string CloneRemove = "clone.remove";
    public const string TokenCreate = "token.create";
    public const string TokenRevoke = "token.revoke";
    public const string TokenExpire = "token.expire";
    public const string UserCreate = "user.create";
    public const string UserReplace = "user.replace";
    public const string UserPassword = "user.password";
    public const string UserLock = "user.lock";
    public const string UserRemove = "user.remove";
    public const string SessionEnd = "session.end";
    public const string KeyCreate = "key.create";
    public const string KeyRevoke = "key.revoke";
    public const string KeyExpire = "key.expire";
    public const string ApprovalAsk = "approval.ask";
    public const string ApprovalDecide = "approval.decide";
    public const string ApprovalRuleWrite = "approval-rule.write";
    public const string ApprovalRuleRemove = "approval-rule.remove";
    public const string AlertRuleWrite = "alert-rule.write";
    public const string AlertRuleRemove = "alert-rule.remove";
    public const string SilenceCreate = "silence.create";
    public const string SilenceRemove = "silence.remove";
    public const string WebhookWrite = "webhook.write";
    public const string WebhookTest = "webhook.test";
    public const string WebhookRemove = "webhook.remove";
    public const string RestoreDecide = "restore.decide";
    public const string OperationContinue = "operation.continue";
    public const string RepositoryUpload = "repository.upload";
    public const string AuthorityStep = "authority.step";
    public const string RolloutCreate = "rollout.create";
    public const string RolloutPlan = "rollout.plan";
    public const string RolloutStart = "rollout.start";
    public const string RolloutPause = "rollout.pause";
    public const string RolloutResume = "rollout.resume";
    public const string RolloutApprove = "rollout.approve";
    public const string RolloutSkip = "rollout.skip";
    public const string RolloutRetry = "rollout.retry";
    public const string RolloutAbort = "rollout.abort";
    public const string RolloutUndo = "rollout.undo";
    public const string FreezeBegin = "freeze.begin";
    public const string FreezeEnd = "freeze.end";
    public const string RunStart = "run.start";
    public const string RunCancel = "run.cancel";
    public const string RunRerun = "run.rerun";
    public const string ScheduleCreate = "schedule.create";
    public const string ScheduleReplace = "schedule.replace";
    public const string ScheduleRemove = "schedule.remove";
    public const string ScheduleStop = "schedule.stop";
    public const string DeploymentCreate = "deployment.create";
    public const string DeploymentReplace = "deployment.replace";
    public const string DeploymentRemove = "deployment.remove";
    public const string CertificateRenew = "certificate.renew";

    /// <summary>The whole database is taken elsewhere by an account of the server's machine: with all files, or alone.</summary>
    public const string BackupWrite = "backup.write";
    public const string DatabaseCopy = "database.copy";

    /// <summary>The written head of the audit names a row that is not there any more, or another one.</summary>
    public const string AuditMismatch = "audit.mismatch";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        GroupCreate, GroupReplace, GroupRemove, LayerWrite, LayerRevert, LayerMembers, LabelsChange, HostEnrol,
        HostWithdraw, HostConsent, HostRemove, HostsRemove, Batch, CommandOrder, EnrolmentAsk, EnrolmentDecide,
        EnrolmentRemove, CloneAsk, CloneDecide, CloneRemove, TokenCreate, TokenRevoke, TokenExpire,
        UserCreate, UserReplace, UserPassword, UserLock, UserRemove, SessionEnd, KeyCreate, KeyRevoke, KeyExpire,
        ApprovalAsk, ApprovalDecide, ApprovalRuleWrite, ApprovalRuleRemove, AlertRuleWrite, AlertRuleRemove,
        SilenceCreate, SilenceRemove, WebhookWrite, WebhookTest, WebhookRemove, RestoreDecide, OperationContinue,
        RepositoryUpload, AuthorityStep, CertificateRenew, BackupWrite, DatabaseCopy, AuditMismatch,
        RolloutCreate, RolloutPlan, RolloutStart, RolloutPause, RolloutResume, RolloutApprove, RolloutSkip,
        RolloutRetry, RolloutAbort, RolloutUndo, FreezeBegin, FreezeEnd, RunStart, RunCancel, RunRerun,
        ScheduleCreate, ScheduleReplace, ScheduleRemove, ScheduleStop,
        DeploymentCreate, DeploymentReplace, DeploymentRemove,
    ];
}
