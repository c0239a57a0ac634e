using Aops.Releases.Runbooks;
using Aops.Supervision.Launching;

namespace Aops.Spm.Tests.Playbooks;

/// <summary>Whether this machine has the distribution's Ansible.</summary>
internal static class AnsibleHere
{
    /// <summary>Skips a test, with the reason, where it is not here.</summary>
    public static void Require() => Assert.SkipUnless(
        ProgramPath.TryFind(Playbook.ProgramName, LoginEnvironment.SearchPath) is not null,
        "ansible-playbook is not here: apt-get install --no-install-recommends ansible-core");
}
