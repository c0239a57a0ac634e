namespace Aops.Booted.Tests.Packages;

public sealed class DebPageTests(PackageSite site) : PagePackageTests(site, new DebPackager());
