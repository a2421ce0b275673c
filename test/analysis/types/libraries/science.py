import numpy as np
import scipy.sparse.linalg
from scipy import stats, optimize, integrate, interpolate, signal, linalg, special, ndimage, sparse, spatial
from scipy.sparse import csr_matrix
from scipy.spatial.distance import cdist, pdist, euclidean
a = np.linspace(0, 1, 20)
b = np.sin(a)
t, p = stats.ttest_ind(a, b)
r = stats.pearsonr(a, b)
r2 = r.statistic
lr = stats.linregress(a, b)
sl = lr.slope
d = stats.norm(0, 1)
pdf = d.pdf(a)
rv = stats.norm.rvs(size=10)
c = stats.norm.cdf(0.5)
kde = stats.gaussian_kde(a)
k = kde(a)
res = optimize.minimize(lambda x: (x ** 2).sum(), [1.0, 2.0])
x = res.x
f = res.fun
msg = res.message
popt, pcov = optimize.curve_fit(lambda x, k: k * x, a, b)
br = optimize.brentq(lambda x: x - 0.5, 0, 1)
q, err = integrate.quad(lambda x: x, 0, 1)
sol = integrate.solve_ivp(lambda t, y: -y, (0, 1), [1.0])
y = sol.y
tt = sol.t
od = integrate.odeint(lambda y, t: -y, 1.0, a)
f1 = interpolate.interp1d(a, b)
v = f1(0.5)
cs = interpolate.CubicSpline(a, b)
v2 = cs(a)
bb, aa = signal.butter(3, 0.2)
flt = signal.filtfilt(bb, aa, np.sin(np.linspace(0, 10, 100)))
pk, props = signal.find_peaks(b)
e = special.erf(a)
e1 = special.gamma(3)
g = ndimage.gaussian_filter(np.ones((5, 5)), 1)
A = csr_matrix(np.eye(3))
Av = A @ np.ones(3)
A2 = A @ A
A3 = A * 2
AT = A.T
dn = A.toarray()
sh = A.shape
ds = cdist(np.ones((2, 2)), np.ones((3, 2)))
w, V = linalg.eigh(np.eye(3))
U, s, Vt = linalg.svd(np.eye(3))
inv = linalg.inv(np.eye(3))
n = linalg.norm(np.ones(3))
tr = spatial.KDTree(np.ones((4, 2)))
dd, ii = tr.query([[1.0, 1.0]])
m = stats.mode(np.array([1, 1, 2]))
zs = stats.zscore(a)
sk = stats.skew(a)
ss = stats.shapiro(a)
ch = stats.chi2_contingency(np.array([[10, 20], [30, 5]]))
chi, pp, dof, ex = ch
rp = r.pvalue
box = stats.boxcox(a + 1)
anova = stats.f_oneway(a, b)
kru = stats.kruskal(a, b)
wil = stats.wilcoxon(a, b + 0.1)
des = stats.describe(a)
spear = stats.spearmanr(a, b)
quant = stats.norm.ppf([0.1, 0.9])
fitted = stats.norm.fit(a)
frozen_rvs = d.rvs(5)
simp = integrate.simpson(b, x=a)
trap = integrate.trapezoid(b, a)
cum = integrate.cumulative_trapezoid(b, a)
lsq = optimize.least_squares(lambda v: v - 1, [0.0])
lsqx = lsq.x
lin = optimize.linprog([1, 2], A_ub=[[-1, -1]], b_ub=[-1])
linx = lin.x
rs = optimize.root_scalar(lambda v: v - 0.5, bracket=(0, 1))
fs = optimize.fsolve(lambda v: v - 0.5, 0.0)
rows, cols = optimize.linear_sum_assignment(np.eye(3))
spl = interpolate.UnivariateSpline(a, b)
der = spl.derivative()
gd = interpolate.griddata(np.random.rand(10, 2), np.ones(10), np.random.rand(3, 2))
fr, psd = signal.welch(b, nperseg=8)
conv = signal.convolve(a, b)
sos = signal.butter(2, 0.1, output="sos")
filtered = signal.sosfilt(sos, b)
win = signal.windows.hann(8)
det = linalg.det(np.eye(3))
sol2 = linalg.solve(np.eye(3), np.ones(3))
luf = linalg.lu_factor(np.eye(3))
q1, r1 = linalg.qr(np.eye(3))
ex2 = linalg.expm(np.eye(2))
lab, num = ndimage.label(np.ones((3, 3)))
com = ndimage.center_of_mass(np.ones((3, 3)))
bes = special.jv(0, a)
cb = special.comb(5, 2)
lse = special.logsumexp(a)
eye = sparse.eye(3)
stacked = sparse.vstack([A, A])
sol3 = sparse.linalg.spsolve(sparse.csc_matrix(np.eye(3)), np.ones(3))
total = A.sum()
tri = spatial.Delaunay(np.random.rand(6, 2))
simplices = tri.simplices
hull = spatial.ConvexHull(np.random.rand(6, 2))
volume = hull.volume
condensed = pdist(np.ones((3, 2)))
dist = euclidean([0, 0], [1, 1])
from scipy import fft
from scipy.cluster.hierarchy import fcluster, linkage
spectrum = fft.fft(a)
freqs = fft.fftfreq(20)
tree = linkage(np.random.rand(6, 2))
flat = fcluster(tree, 2, "maxclust")
from scipy.sparse.linalg import spilu, splu
lu = splu(sparse.csc_matrix(np.eye(3)))
ilu = spilu(sparse.csc_matrix(np.eye(3)))
solved = lu.solve(np.ones(3))
