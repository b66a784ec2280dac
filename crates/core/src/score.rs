//! score
use crate::program::FactorId;
/// model
#[derive(Clone, Debug, Default)]
pub struct ScoreModel {
    pub(crate) base: Vec<(FactorId, f64)>,
    pub(crate) rescue: Option<(FactorId, [f64; 2])>,
    pub(crate) deduct: Option<(FactorId, f64)>,
    pub(crate) bands: Vec<(String, f64)>,
}
